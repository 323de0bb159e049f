// The rules as the server gives them, kept between visits and asked for again by their ETag; and what this person no longer wants to
// be told: for good (the server knows) or this time (this tab, this case).
import { base, del, get, put } from '$lib/api/client';
import type { components } from '$lib/api/schema';
import type { Language, Treatment } from '$lib/api/types';
import { client } from '$lib/state/queries';
import { Matcher, type Rule } from './matching';

type Schemas = components['schemas'];
export type ServedRule = Schemas['ServedRule'] & Rule;
export interface Rules {
  names: string[];
  rules: ServedRule[];
  matcher: Matcher;
}
interface Kept {
  etag: string;
  served: { names: string[]; rules: ServedRule[] };
}

const keptKey = (treatment: string, language: Language) => `escucha.guidance.${treatment}.${language}`;
function kept(key: string): Kept | null {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null') as Kept | null;
  } catch {
    return null;
  }
}
function keep(key: string, value: Kept): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // a full store: asked for whole next time
  }
}

async function served(treatment: Treatment | undefined, language: Language): Promise<Kept['served']> {
  const key = keptKey(treatment ?? '-', language);
  const old = kept(key);
  const headers: Record<string, string> = { 'Accept-Language': language };
  if (old) headers['If-None-Match'] = old.etag;
  const answer = await fetch(`${base}/guidance/rules${treatment ? `?treatment=${treatment}` : ''}`, {
    headers,
    cache: 'no-store',
  });
  if (answer.status === 304 && old) return old.served;
  if (!answer.ok) throw new Error(`rules: ${answer.status}`);
  const fresh = (await answer.json()) as Kept['served'];
  keep(key, { etag: answer.headers.get('ETag') ?? '', served: fresh });
  return fresh;
}

/** In a customer's treatment; without one, as the organisation speaks to everybody. Nothing where the server is away. */
export async function rulesFor(treatment: Treatment | undefined, language: Language): Promise<Rules | null> {
  try {
    return await client.fetchQuery({
      queryKey: ['guidance-rules', treatment ?? '-', language],
      queryFn: async () => {
        const s = await served(treatment, language);
        return { ...s, matcher: new Matcher(s.rules) };
      },
      staleTime: 10 * 60_000,
      retry: false,
    });
  } catch {
    return null;
  }
}

// --- For good --------------------------------------------------------------------------------------------------------------------
const dismissalsKey = ['guidance-dismissals'];
export async function dismissed(): Promise<Set<string>> {
  try {
    const { codes } = await client.fetchQuery({
      queryKey: dismissalsKey,
      queryFn: () => get<{ codes: string[] }>('/guidance/dismissals'),
      staleTime: 10 * 60_000,
      retry: false,
    });
    return new Set(codes);
  } catch {
    return new Set();
  }
}
export async function dismiss(code: string, gone: boolean): Promise<void> {
  const path = `/guidance/dismissals/${encodeURIComponent(code)}`;
  if (gone) await put(path, {});
  else await del(path);
  await client.invalidateQueries({ queryKey: dismissalsKey });
  void client.invalidateQueries({ queryKey: ['guidance-phrases'] });
}

// --- This time -------------------------------------------------------------------------------------------------------------------
const passedKey = (where: number) => `escucha.guidance.passed.${where}`;
export function passedOver(where: number): Set<string> {
  try {
    return new Set(JSON.parse(sessionStorage.getItem(passedKey(where)) ?? '[]') as string[]);
  } catch {
    return new Set();
  }
}
export function passOver(where: number, what: string): Set<string> {
  const all = passedOver(where).add(what);
  try {
    sessionStorage.setItem(passedKey(where), JSON.stringify([...all]));
  } catch {
    // only this page then
  }
  return all;
}
