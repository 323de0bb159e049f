// One door to the API. It adds what every request needs (CSRF token, idempotency key, If-Match), turns problem+json answers
// into ApiError and a dead network into OfflineError, so that screens never look at a status line.

export interface FieldProblem {
  field: string;
  code: string;
  message: string;
}

/** The server answered and said no (RFC 9457). `message` is already in the person's language. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    detail: string,
    readonly fields: FieldProblem[] = [],
    readonly requestId = '',
  ) {
    super(detail || title);
    this.name = 'ApiError';
  }
  field(name: string): string | undefined {
    return this.fields.find((f) => f.field === name)?.message;
  }
}

/** Nobody answered: the network or the server is away. What was being sent may be tried again with the same key. */
export class OfflineError extends Error {
  override readonly name = 'OfflineError';
}

type Query = Record<string, string | number | boolean | null | undefined>;
export interface RequestOptions {
  query?: Query;
  body?: unknown;
  version?: number;
  key?: string;
  signal?: AbortSignal;
  keepalive?: boolean;
}

export const base = '/api/v1';
let csrf = '';
let language = 'es';
let onUnauthorized: () => void = () => {};
let onReach: (reached: boolean) => void = () => {};

export const setCsrf = (token: string) => (csrf = token);
export const setRequestLanguage = (tag: string) => (language = tag);
export const whenUnauthorized = (f: () => void) => (onUnauthorized = f);
/** Told after each request whether the server was reached: the banner listens. */
export const whenReached = (f: (reached: boolean) => void) => (onReach = f);

/** A fresh key per action of a person: a repeated send is then answered once. crypto.randomUUID needs a secure context. */
export function newKey(): string {
  const b = crypto.getRandomValues(new Uint8Array(16));
  b[6] = (b[6]! & 0x0f) | 0x40;
  b[8] = (b[8]! & 0x3f) | 0x80;
  const hex = [...b].map((x) => x.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export function url(path: string, query: Query = {}): string {
  const q = new URLSearchParams();
  for (const [k, v] of Object.entries(query))
    if (v !== undefined && v !== null && v !== '') q.set(k, String(v));
  const s = q.toString();
  return base + path + (s ? `?${s}` : '');
}

function headers(method: string, o: RequestOptions): Headers {
  const h = new Headers({ Accept: 'application/json', 'Accept-Language': language });
  if (method !== 'GET') h.set('X-Escucha-Csrf', csrf);
  if (method === 'POST') h.set('Idempotency-Key', o.key ?? newKey());
  if (o.version !== undefined) h.set('If-Match', `"${o.version}"`);
  if (o.body !== undefined && !(o.body instanceof FormData)) h.set('Content-Type', 'application/json');
  return h;
}

async function problem(r: Response): Promise<ApiError> {
  let p: Record<string, unknown> = {};
  try {
    p = (await r.json()) as Record<string, unknown>;
  } catch {
    // a proxy's HTML page, or nothing at all: the status is all there is
  }
  const text = (k: string) => (typeof p[k] === 'string' ? (p[k] as string) : '');
  return new ApiError(
    r.status,
    text('code') || `http.${r.status}`,
    text('title') || `HTTP ${r.status}`,
    text('detail'),
    (p['errors'] as FieldProblem[] | undefined) ?? [],
    text('request_id') || r.headers.get('X-Request-Id') || '',
  );
}

export async function request<T>(method: string, path: string, o: RequestOptions = {}): Promise<T> {
  let r: Response;
  try {
    r = await fetch(url(path, o.query), {
      method,
      headers: headers(method, o),
      body: o.body === undefined ? undefined : o.body instanceof FormData ? o.body : JSON.stringify(o.body),
      signal: o.signal,
      keepalive: o.keepalive,
      credentials: 'same-origin',
      cache: 'no-store', // an ETag is a version to edit against; drafts and watchers change without it
    });
  } catch (e) {
    if ((e as Error).name === 'AbortError') throw e;
    onReach(false);
    throw new OfflineError('offline');
  }
  onReach(true);
  if (r.status === 401 && path !== '/session') onUnauthorized();
  if (!r.ok) throw await problem(r);
  if (r.status === 204 || r.headers.get('Content-Length') === '0') return undefined as T;
  return (await r.json()) as T;
}

export const get = <T>(path: string, query?: Query, signal?: AbortSignal) =>
  request<T>('GET', path, { query, signal });
export const post = <T>(path: string, body: unknown = {}, key?: string) =>
  request<T>('POST', path, { body, key });
export const put = <T>(path: string, body: unknown, version?: number) =>
  request<T>('PUT', path, { body, version });
export const patch = <T>(path: string, body: unknown, version: number) =>
  request<T>('PATCH', path, { body, version });
export const del = <T = void>(path: string, version?: number) => request<T>('DELETE', path, { version });

/** Asks for a file by POST and hands it to the browser's downloads; answers its name. */
export async function download(path: string, body: unknown): Promise<string> {
  let r: Response;
  try {
    r = await fetch(url(path), {
      method: 'POST',
      headers: headers('POST', { body }),
      body: JSON.stringify(body),
      credentials: 'same-origin',
      cache: 'no-store',
    });
  } catch {
    onReach(false);
    throw new OfflineError('offline');
  }
  onReach(true);
  if (r.status === 401) onUnauthorized();
  if (!r.ok) throw await problem(r);
  const said = r.headers.get('Content-Disposition') ?? '';
  const name = decodeURIComponent(/filename\*=UTF-8''([^;]+)/i.exec(said)?.[1] ?? 'escucha');
  const a = document.createElement('a');
  a.href = URL.createObjectURL(await r.blob());
  a.download = name;
  a.click();
  setTimeout(() => URL.revokeObjectURL(a.href), 60_000);
  return name;
}

/** Whether trying again with the same key may succeed: nobody answered, or a proxy stood alone. */
export const retryable = (e: unknown) =>
  e instanceof OfflineError || (e instanceof ApiError && e.status >= 502 && e.status <= 504);
