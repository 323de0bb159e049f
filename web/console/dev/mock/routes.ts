import type { CaseRow, CaseView, DueStatus, LiveChange, View } from '../../src/lib/api/types';
import { caseVerb } from './verbs.ts';
import { promises, row, seed, steps, store } from './cases.ts';
import { customers, me, organisation, people, policies, teams } from './people.ts';
import { calendar, countries, days, holidays, notices, quality } from './rest.ts';

export interface Answer { status?: number; body?: unknown; headers?: Record<string, string> }
type Json = Record<string, unknown>;
export const listeners = new Set<(data: LiveChange) => void>();
export const announce = (c: LiveChange) => listeners.forEach((f) => f(c));
export const problem = (status: number, code: string, detail: string, errors: unknown[] = []): Answer => ({ status, body: { type: 'about:blank', title: detail, status, detail, code, request_id: 'mock', errors } });
const page = (items: unknown[], next: string | null = null): Answer => ({ body: { items, next } });

seed();
const needed = { setup: process.env.MOCK_SETUP === '1' };
const cookie = (id: number) => ({ 'Set-Cookie': `mock=${id}; Path=/; SameSite=Lax` });
const preferences = new Map<number, Json>();
const self = (id: number) => ({ ...me(people.find((p) => p.id === id)!), ...preferences.get(id) });
const session = (id: number) => ({ csrf: 'mock', me: self(id), organisation });

const late = (c: CaseRow) => c.due?.status === 'late';
const today = (at?: string | null) => !!at && new Date(at).toDateString() === new Date().toDateString();
function views(id: number): Record<View, (c: CaseRow) => boolean> {
  const open = (c: CaseRow) => c.state !== 'solved';
  return {
    mine: (c) => open(c) && c.owner?.id === id, nobody: (c) => open(c) && !c.owner, team: (c) => open(c) && c.team?.id === (self(id).team_id ?? 1), due_today: (c) => open(c) && today(c.due?.at),
    late: (c) => open(c) && late(c), promises_today: (c) => open(c) && today(c.promise?.at), waiting: (c) => c.state === 'waiting', unchecked: (c) => c.state === 'solved' && !store.find((s) => s.view.case.id === c.id)!.view.case.satisfaction, all: () => true,
  };
}
const rank: Record<DueStatus, number> = { late: 0, soon: 1, on_course: 2 };
const rows = () => store.map((s) => row(s.view));
const byDue = (a: CaseRow, b: CaseRow) => rank[a.due?.status ?? 'on_course'] - rank[b.due?.status ?? 'on_course'] || (a.due?.at ?? '9').localeCompare(b.due?.at ?? '9');

function cases(q: URLSearchParams, id: number): Answer {
  let list = rows().filter(views(id)[(q.get('view') as View) ?? 'all'] ?? (() => true));
  const is = (k: string, f: (c: CaseRow, v: string) => boolean) => { const v = q.get(k); if (v) list = list.filter((c) => f(c, v)); };
  is('kind', (c, v) => c.kind === v);
  is('kinds', (c, v) => v.split(',').includes(c.kind));
  is('state', (c, v) => c.state === v);
  is('owner', (c, v) => String(c.owner?.id) === v);
  is('team', (c, v) => String(c.team?.id) === v);
  is('customer', (c, v) => String(c.customer.id) === v);
  is('late', (c) => late(c));
  list.sort(q.get('sort') === 'newest' ? (a, b) => b.opened_at.localeCompare(a.opened_at) : byDue);
  const from = Number(q.get('cursor') ?? 0);
  const size = Number(q.get('limit') ?? 20);
  return page(list.slice(from, from + size), from + size < list.length ? String(from + size) : null);
}

const fold = (s: string) => s.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase();
function search(q: string): Answer {
  const f = fold(q);
  return { body: {
    cases: rows().filter((c) => fold(c.title + c.customer.name + c.code + c.number).includes(f)).slice(0, 6).map((c) => ({ id: c.id, code: c.code, title: c.title, customer: c.customer.name, state: c.state })),
    customers: customers.filter((c) => fold(c.name + c.identifiers.map((i) => i.value).join()).includes(f)).slice(0, 5).map((c) => ({ id: c.id, name: c.name, detail: c.identifiers[0]?.value ?? '' })),
    promises: promises.filter((p) => fold(p.what).includes(f)).slice(0, 4).map((p) => ({ id: p.id, what: p.what, case_id: p.case_id })),
  } };
}

function promiseList(q: URLSearchParams, id: number): Answer {
  const v = q.get('view') ?? 'mine';
  const week = Date.now() + 7 * 86_400_000;
  const keep: Record<string, (p: (typeof promises)[number]) => boolean> = {
    mine: (p) => p.maker.id === id && (p.state === 'open' || today(p.settled_at)), today: (p) => today(p.promised_for), late: (p) => p.state === 'open' && p.status === 'late',
    week: (p) => Date.parse(p.promised_for) < week && p.state === 'open', team: (p) => p.state === 'open',
  };
  return page(promises.filter(keep[v] ?? (() => true)).sort((a, b) => a.promised_for.localeCompare(b.promised_for)));
}
function settle(id: number, verb: string, b: Json): Answer {
  const p = promises.find((x) => x.id === id)!;
  const patch: Record<string, Partial<typeof p>> = {
    keeping: { state: Date.parse(p.promised_for) < Date.now() ? 'kept_late' : 'kept', status: 'done' }, breach: { state: 'broken', status: 'done', reason: String(b.reason) },
    renegotiation: { promised_for: String(b.promised_for), target: String(b.target ?? b.promised_for), reason: String(b.reason), status: 'on_course', tell_first: false },
  };
  Object.assign(p, patch[verb], { settled_at: verb === 'renegotiation' ? null : new Date().toISOString(), version: p.version + 1 });
  const v = store.find((s) => s.view.case.id === p.case_id)?.view;
  if (v) steps(v);
  announce({ type: 'promise.changed', promise_id: id, case_id: p.case_id });
  return { body: p };
}

function customer(method: string, id: number, b: Json): Answer {
  const c = customers.find((x) => x.id === id);
  if (!c) return problem(404, 'customer.not_found', 'Esa persona ya no está.');
  if (method === 'PATCH') Object.assign(c, b, { version: c.version + 1 });
  return { body: c };
}
function history(id: number): Answer {
  const own = store.filter((s) => s.view.customer.id === id).map((s) => s.view);
  return { body: { cases: own.map(row), contacts: own.flatMap((v) => v.entries.filter((e) => e.direction)), promises: promises.filter((p) => p.customer?.id === id) } };
}

export function view(id: number): CaseView | undefined {
  return store.find((s) => s.view.case.id === id)?.view;
}

type Handler = (m: RegExpMatchArray, b: Json, q: URLSearchParams, id: number) => Answer;
const table: [string, RegExp, Handler][] = [
  ['GET', /^\/views$/, (_m, _b, _q, id) => page(Object.entries(views(id)).map(([v, f]) => ({ view: v, count: rows().filter(f).length, capped: false })))],
  ['GET', /^\/cases$/, (_m, _b, q, id) => cases(q, id)],
  ['GET', /^\/cases\/load$/, () => ({ body: { items: people.filter((p) => p.role === 'agent').map((p) => ({ person: { id: p.id, name: p.name }, open: rows().filter((c) => c.owner?.id === p.id && c.state !== 'solved').length, late: rows().filter((c) => c.owner?.id === p.id && late(c)).length, promises_today: promises.filter((x) => x.maker.id === p.id && today(x.promised_for)).length })), nobody: { open: rows().filter((c) => !c.owner).length, late: rows().filter((c) => !c.owner && late(c)).length } } })],
  ['GET', /^\/cases\/skipped-steps$/, () => page([{ case: { id: 11, code: 'X', title: 'La cartera llegó con una mancha' }, step: 'said_back', reason: 'La clienta pidió no recibir más mensajes.', by: 'Ana Quispe', at: new Date(Date.now() - 9e7).toISOString() }])],
  ['GET', /^\/cases\/(\d+)$/, (m) => { const v = view(Number(m[1])); return v ? { body: v, headers: { ETag: `"${v.case.version}"` } } : problem(404, 'case.not_found', 'Ese caso no existe, o no está a su alcance.'); }],
  ['GET', /^\/cases\/\d+\/promise-phrases$/, () => page(['Le llamo antes de las 12', 'Le escribo con la respuesta del taller', 'Se lo enviamos el viernes'])],
  ['GET', /^\/cases\/\d+\/entries$/, () => page([])],
  ['GET', /^\/promise-suggestions$/, () => ({ body: { promised_for: new Date(Date.now() + 22 * 3.6e6).toISOString(), target: new Date(Date.now() + 18 * 3.6e6).toISOString(), basis: { n: 38, typical_minutes: 960 }, text: 'Cosas así tomaron unas 16 horas de trabajo (38 veces). Con margen: mañana.' } })],
  ['GET', /^\/promises$/, (_m, _b, q, id) => promiseList(q, id)],
  ['POST', /^\/promises\/(\d+)\/(keeping|renegotiation|breach)$/, (m, b) => settle(Number(m[1]), m[2]!, b)],
  ['GET', /^\/search$/, (_m, _b, q) => search(q.get('q') ?? '')],
  ['GET', /^\/customers$/, (_m, _b, q) => page(customers.filter((c) => fold(c.name + c.identifiers.map((i) => i.value).join()).includes(fold(q.get('q') ?? ''))).map((c) => ({ id: c.id, name: c.name, identifiers: c.identifiers.map((i) => i.value), open_cases: rows().filter((r) => r.customer.id === c.id && r.state !== 'solved').length })))],
  ['GET', /^\/customers\/(\d+)\/history$/, (m) => history(Number(m[1]))],
  ['GET', /^\/customers\/(\d+)$/, (m, b) => customer('GET', Number(m[1]), b)],
  ['PATCH', /^\/customers\/(\d+)$/, (m, b) => customer('PATCH', Number(m[1]), b)],
  ['GET', /^\/notices$/, () => page(notices)],
  ['POST', /^\/notices(\/\d+)?\/reading$/, (m) => { notices.forEach((n) => { if (!m[1] || `/${n.id}` === m[1]) n.read_at = new Date().toISOString(); }); return { status: 204 }; }],
  ['GET', /^\/people$/, () => page(people)],
  ['POST', /^\/people$/, (_m, b) => { const p = { ...people[0]!, ...b, id: people.length + 1, active: true, last_seen_at: null, version: 1 } as (typeof people)[0]; people.push(p); return { status: 201, body: { person: p, invitation_link: 'http://localhost:8080/consola/entrar?invitacion=K7QM2XRD9WTBV4' } }; }],
  ['POST', /^\/people\/\d+\/invitation$/, () => ({ body: { invitation_link: 'http://localhost:8080/consola/entrar?invitacion=K7QM2XRD9WTBV4' } })],
  ['PATCH', /^\/people\/(\d+)$/, (m, b) => ({ body: Object.assign(people.find((p) => p.id === Number(m[1]))!, b) })],
  ['GET', /^\/teams$/, () => page(teams)],
  ['POST', /^\/teams$/, (_m, b) => { const t = { id: teams.length + 1, members: 0, version: 1, ...b } as (typeof teams)[0]; teams.push(t); return { status: 201, body: t }; }],
  ['PATCH', /^\/teams\/(\d+)$/, (m, b) => ({ body: Object.assign(teams.find((t) => t.id === Number(m[1]))!, b) })],
  ['DELETE', /^\/teams\/(\d+)$/, () => ({ status: 204 })],
  ['GET', /^\/organisation$/, () => ({ body: organisation })],
  ['PATCH', /^\/organisation$/, (_m, b) => ({ body: Object.assign(organisation, b, { version: organisation.version + 1 }) })],
  ['POST', /^\/sample$/, () => ({ body: Object.assign(organisation, { sample: 'loaded' }) })],
  ['DELETE', /^\/sample$/, () => ({ body: Object.assign(organisation, { sample: 'none' }) })],
  ['GET', /^\/calendar$/, () => ({ body: calendar })],
  ['PUT', /^\/calendar$/, (_m, b) => ({ body: Object.assign(calendar, b, { version: calendar.version + 1 }) })],
  ['GET', /^\/calendar\/days$/, () => page(days)],
  ['POST', /^\/calendar\/days$/, (_m, b) => { const d = { id: days.length + 1, ...b } as (typeof days)[0]; days.push(d); return { status: 201, body: d }; }],
  ['DELETE', /^\/calendar\/days\/(\d+)$/, (m) => { days.splice(days.findIndex((d) => d.id === Number(m[1])), 1); return { status: 204 }; }],
  ['GET', /^\/calendar\/holidays$/, () => page(holidays)],
  ['PUT', /^\/calendar\/holidays\/(.+)$/, (m, b) => ({ body: Object.assign(holidays.find((h) => h.date === m[1])!, b) })],
  ['GET', /^\/calendar\/countries$/, () => page(countries)],
  ['GET', /^\/deadline-policies$/, () => page(policies)],
  ['PUT', /^\/deadline-policies\/(.+)$/, (m, b) => ({ body: Object.assign(policies.find((p) => p.kind === m[1])!, b) })],
  ['POST', /^\/deadline-previews$/, () => ({ body: { first_answer_due: new Date(Date.now() + 2 * 3.6e6).toISOString(), next_update_due: new Date(Date.now() + 26 * 3.6e6).toISOString(), resolution_due: new Date(Date.now() + 7 * 24 * 3.6e6).toISOString(), days: [{ date: '2026-11-22', counted: false, why: 'domingo' }, { date: '2026-11-23', counted: true, why: '' }, { date: '2026-12-08', counted: false, why: 'Inmaculada Concepción' }] } })],
  ['GET', /^\/compensations$/, () => page(store.flatMap((s) => s.view.compensations.filter((c) => c.state === 'pending').map((c) => ({ ...c, case_id: s.view.case.id, case_code: s.view.case.code }))))],
  ['POST', /^\/compensations\/(\d+)\/decision$/, (m, b) => { const s = store.find((x) => x.view.compensations.some((c) => c.id === Number(m[1])))!; Object.assign(s.view.compensations.find((c) => c.id === Number(m[1]))!, { state: b.approved ? 'approved' : 'declined', reason: b.reason, decided_by: 'Lucía Paredes' }); return { body: s.view }; }],
  ['GET', /^\/quality\/summary$/, () => ({ body: quality() })],
  ['GET', /^\/sessions$/, () => page([{ id: 1, started_at: new Date(Date.now() - 8e6).toISOString(), seen_at: new Date().toISOString(), address: '190.12.4.7', browser: 'Firefox en Linux', current: true }, { id: 2, started_at: new Date(Date.now() - 4e8).toISOString(), seen_at: new Date(Date.now() - 9e7).toISOString(), address: '181.65.2.19', browser: 'Chrome en Android', current: false }])],
  ['DELETE', /^\/sessions\/\d+$/, () => ({ status: 204 })],
  ['GET', /^\/api-scopes$/, () => page([{ scope: 'cases:read', text: 'Leer casos' }, { scope: 'cases:write', text: 'Abrir y cambiar casos' }, { scope: 'customers:read', text: 'Leer clientes' }])],
  ['GET', /^\/api-tokens$/, () => page([{ id: 1, name: 'Central telefónica', scopes: ['cases:write'], created_at: new Date(Date.now() - 3e9).toISOString(), used_at: new Date(Date.now() - 2e6).toISOString(), expires_at: null }])],
  ['POST', /^\/api-tokens$/, (_m, b) => ({ status: 201, body: { id: 2, ...b, token: 'esc_3fJ9wQmZ2xT7bK5nR8vC1aLpD6yHs' } })],
  ['DELETE', /^\/api-tokens\/\d+$/, () => ({ status: 204 })],
  ['PATCH', /^\/me$/, (_m, b, _q, id) => { preferences.set(id, { ...preferences.get(id), ...b }); return { body: self(id) }; }],
  ['PUT', /^\/me\/password$/, (_m, b) => (String(b.current).length < 4 ? problem(422, 'invalid', 'Revise los datos.', [{ field: 'current', code: 'wrong', message: 'No es su contraseña actual.' }]) : { status: 204 })],
  ['POST', /^\/files$/, () => page([{ id: 50 + Math.floor(Math.random() * 999), name: 'foto.jpg', type: 'image/jpeg', size: 230_000, url: '/api/v1/files/50/content' }])],
];

export function answer(method: string, path: string, q: URLSearchParams, b: Json, cookies: string): Answer {
  const id = Number(/mock=(\d+)/.exec(cookies)?.[1] ?? 0);
  if (path === '/setup' && method === 'GET') return { body: { needed: needed.setup } };
  if (path === '/setup') { needed.setup = false; return { body: session(6), headers: cookie(6) }; }
  if (path === '/calendar/countries') return page(countries);
  if (path === '/invitations/acceptance') return { body: session(2), headers: cookie(2) };
  if (path === '/session' && method === 'POST') {
    const p = people.find((x) => x.email === b.email);
    return p && String(b.password).length >= 4 ? { body: session(p.id), headers: cookie(p.id) } : problem(401, 'session.wrong', 'El correo o la contraseña no coinciden. Vuelva a intentarlo.');
  }
  if (!id) return problem(401, 'session.missing', 'Entre para continuar.');
  if (path === '/session') return method === 'DELETE' ? { status: 204, headers: { 'Set-Cookie': 'mock=; Max-Age=0; Path=/' } } : { body: session(id) };
  const verb = /^\/cases(?:\/(\d+)(?:\/(.+))?)?$/.exec(path);
  if (verb && method !== 'GET') return caseVerb(method, verb[1] ? Number(verb[1]) : 0, verb[2] ?? '', b, id);
  for (const [m, pattern, f] of table) {
    const hit = m === method && path.match(pattern);
    if (hit) return f(hit, b, q, id);
  }
  return problem(404, 'not_found', `Sin respuesta de ejemplo: ${method} ${path}`);
}
