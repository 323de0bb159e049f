// Answers /api/v1 from memory while developing, so that every screen can be seen without a server. Never part of the build.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Plugin } from 'vite';
import { answer, listeners, type Answer } from './routes.ts';
import { arrive } from './verbs.ts';

function body(req: IncomingMessage): Promise<Buffer> {
  return new Promise((done) => {
    const parts: Buffer[] = [];
    req.on('data', (p: Buffer) => parts.push(p));
    req.on('end', () => done(Buffer.concat(parts)));
  });
}

function live(res: ServerResponse): void {
  res.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  res.write('event: hello\ndata: {}\n\n');
  const say = (data: unknown) => res.write(`event: change\nid: ${Date.now()}\ndata: ${JSON.stringify(data)}\n\n`);
  listeners.add(say);
  res.on('close', () => listeners.delete(say));
}

function send(res: ServerResponse, a: Answer): void {
  const status = a.status ?? 200;
  if (status === 204) return void res.writeHead(204).end();
  res.writeHead(status, { 'Content-Type': status >= 400 ? 'application/problem+json' : 'application/json', ...a.headers });
  res.end(JSON.stringify(a.body));
}

async function handle(req: IncomingMessage, res: ServerResponse, next: () => void): Promise<void> {
  const at = new URL(req.url ?? '/', 'http://mock');
  if (at.pathname === '/mock/arrival') {
    arrive(Number(at.searchParams.get('case')), at.searchParams.get('text') ?? 'Hola, ¿hay novedades?');
    return void res.writeHead(204).end();
  }
  if (!at.pathname.startsWith('/api/v1/')) return next();
  const path = at.pathname.slice('/api/v1'.length);
  if (path === '/live') return live(res);
  const raw = await body(req);
  let json: Record<string, unknown> = {};
  if (String(req.headers['content-type'] ?? '').startsWith('application/json') && raw.length) json = JSON.parse(raw.toString()) as Record<string, unknown>;
  const slow = Number(process.env.MOCK_DELAY ?? 40);
  await new Promise((r) => setTimeout(r, slow));
  send(res, answer(req.method ?? 'GET', path, at.searchParams, json, req.headers.cookie ?? ''));
}

export const mockApi = (): Plugin => ({
  name: 'mock-api',
  apply: () => true,
  configureServer: (server) => void server.middlewares.use((q, s, n) => void handle(q, s, n)),
  configurePreviewServer: (server) => void server.middlewares.use((q, s, n) => void handle(q, s, n)),
});
