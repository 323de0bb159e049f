import type { CaseView, Entry } from '../../src/lib/api/types';
import { add, entry, ids, iso, promise, steps } from './cases.ts';
import { customers, people } from './people.ts';
import { announce, problem, view, type Answer } from './routes.ts';

type Json = Record<string, unknown>;
type Verb = (v: CaseView, b: Json, id: number, rest: string) => void | Answer;

const who = (id: number) => ({ id, name: people.find((p) => p.id === id)!.name });
const by = (id: number) => ({ kind: 'person' as const, ...who(id) });
const say = (v: CaseView, x: Partial<Entry>) => v.entries.push(entry(0, x));
const note = (v: CaseView, id: number, text: string, reason?: unknown) => say(v, { type: 'change', by: by(id), change: { what: 'x', text, reason: reason ? String(reason) : undefined } });

const verbs: Record<string, Verb> = {
  ownership: (v, b, id) => { const o = Number(b.owner_id ?? id); v.case.owner = who(o); v.case.unread = false; v.case.hands++; note(v, id, o === id ? `${who(id).name} tomó el caso` : `${who(id).name} asignó el caso a ${who(o).name}`); },
  replies: (v, b, id) => {
    const last = [...v.entries].reverse().find((e) => ['message', 'call', 'visit', 'note'].includes(e.type));
    if (last && last.id !== b.seen) return problem(409, 'case.changed_meanwhile', 'Llegó algo nuevo mientras escribía.');
    say(v, { direction: 'out', channel: 'web', by: by(id), text: String(b.text) });
    v.draft = null; v.case.last_from = 'us'; v.case.last_at = iso(0);
    if (b.then === 'waiting') { v.case.state = 'waiting'; v.case.waiting_since = iso(0); }
  },
  notes: (v, b, id) => { say(v, { type: 'note', by: by(id), text: String(b.text) }); v.draft = null; },
  calls: (v, b, id) => { say(v, { ...b, type: 'call', channel: 'phone', by: by(id) }); },
  visits: (v, b, id) => { say(v, { ...b, type: 'visit', channel: 'in_person', direction: 'in', by: by(id) }); },
  expectation: (v, b) => { v.case.expectation = { text: String(b.text), source: 'agent', at: iso(0) }; },
  'said-back': (v, b, id) => { v.case.said_back = { text: String(b.text), at: iso(0), by: who(id), confirmed_by: null }; say(v, { direction: 'out', channel: 'web', by: by(id), text: String(b.text) }); },
  'said-back/confirmation': (v) => { if (v.case.said_back) Object.assign(v.case.said_back, { confirmed_by: 'agent', confirmed_at: iso(0) }); },
  options: (v, b) => { v.options = (b.options as { text: string; recommended: boolean }[]).map((o, i) => ({ ...o, id: ids.entry() + i, offered_at: iso(0) })); },
  promises: (v, b, id) => {
    const p = promise({ what: String(b.what), case_id: v.case.id, case_code: v.case.code, customer: v.case.customer, maker: who(id), made_at: iso(0) }, Date.parse(String(b.promised_for)) - Date.now(), Date.parse(String(b.target ?? b.promised_for)) - Date.now());
    v.promises.push(p); v.case.promise = { what: p.what, at: p.promised_for, status: p.status };
  },
  handover: (v, b, id) => {
    if (String(b.summary ?? '').length < 20) return problem(422, 'invalid', 'Revise los datos.', [{ field: 'summary', code: 'too_short', message: 'Cuente en al menos 20 letras qué pasó y qué falta.' }]);
    v.case.owner = b.to_person ? who(Number(b.to_person)) : null; v.case.hands++; note(v, id, `${who(id).name} traspasó el caso`, b.summary);
  },
  elevation: (v, b, id) => { v.case.handed_up = true; v.may.hand_up = false; note(v, id, `${who(id).name} elevó el caso a Lucía Paredes`, b.reason); },
  retellings: (v) => { v.case.retold++; },
  compensations: (v, b, id) => { v.compensations.push({ ...(b as { kind: 'refund'; amount_cents: number; description: string }), id: ids.entry(), currency: 'PEN', state: Number(b.amount_cents) > 8000 ? 'pending' : 'granted', requested_by: who(id), at: iso(0) }); },
  'done-check': (v, b, id) => { v.case.done_check = { at: iso(0), by: who(id), how: String(b.how) }; },
  resolution: (v, b, id) => {
    if (b.done_how) v.case.done_check = { at: iso(0), by: who(id), how: String(b.done_how) };
    const problemKind = ['complaint', 'claim', 'return'].includes(v.case.kind);
    const missing = problemKind && b.outcome === 'solved' ? [...(v.case.said_back?.confirmed_by ? [] : ['said_back']), ...(v.case.done_check ? [] : ['checked'])] : [];
    if (missing.length && !b.override_reason) return { status: 409, body: { type: '', title: 'Faltan pasos', status: 409, detail: 'Falta que confirme lo que espera y comprobar que se hizo.', code: 'case.steps_missing', request_id: 'x', errors: missing.map((f) => ({ field: f, code: 'missing', message: f === 'said_back' ? 'Falta decírselo de vuelta y que lo confirme.' : 'Falta comprobar que se hizo.' })) } };
    Object.assign(v.case, { state: 'solved', outcome: b.outcome, solved_at: iso(0), outcome_reason: b.reason, outcome_alternative: b.alternative, due: null });
    v.may.reopen = true; say(v, { direction: 'out', channel: 'web', by: by(id), text: String(b.text) }); note(v, id, `${who(id).name} resolvió el caso`);
  },
  satisfaction: (v, b) => { v.case.satisfaction = { score: Number(b.score), words: b.words as string, at: iso(0), source: 'agent' }; },
  reopening: (v, b, id) => { Object.assign(v.case, { state: 'open', outcome: null, solved_at: null }); v.may.reopen = false; note(v, id, `${who(id).name} reabrió el caso`, b.reason); },
};

export function caseVerb(method: string, caseId: number, verb: string, b: Json, id: number): Answer {
  if (!caseId) return open(b, id);
  const v = view(caseId);
  if (!v) return problem(404, 'case.not_found', 'Ese caso no existe.');
  if (verb === 'presence') return { body: { watchers: v.watchers } };
  if (verb === 'draft') { v.draft = method === 'DELETE' ? null : { text: String(b.text), kind: b.kind as 'reply', saved_at: iso(0) }; return { status: 204 }; }
  if (verb === '') Object.assign(v.case, b);
  const choice = /^options\/(\d+)\/choice$/.exec(verb);
  if (choice) v.options.forEach((o) => (o.chosen_at = o.id === Number(choice[1]) ? iso(0) : null));
  const refused = verbs[verb]?.(v, b, id, verb);
  if (refused) return refused;
  v.case.version++;
  steps(v);
  announce({ type: 'case.changed', case_id: caseId, by: id });
  return { status: 200, body: structuredClone(v) };
}

function open(b: Json, id: number): Answer {
  const c = b.customer as { name: string; email?: string; phone?: string } | undefined;
  if (!b.what) return problem(422, 'invalid', 'Revise los datos.', [{ field: 'what', code: 'required', message: 'Escriba lo que cuenta la persona.' }]);
  if (c) customers.push({ id: customers.length + 1, kind: 'person', name: c.name, do_not_contact: false, identifiers: c.email ? [{ kind: 'email', value: c.email }] : [], created_at: iso(0), version: 1 });
  const v = add({ customer: Number(b.customer_id ?? customers.length), kind: b.kind as 'claim', channel: b.channel as 'phone', title: String(b.what), owner: id, team: 1, opened: 0, due: 7_200_000, expectation: b.expectation as string });
  announce({ type: 'case.opened', case_id: v.case.id, by: id });
  return { status: 201, body: v };
}

/** What a customer writing from the portal does; the browser scripts call it through POST /mock/arrival. */
export function arrive(caseId: number, text: string): void {
  const v = view(caseId);
  if (!v) return;
  v.entries.push(entry(0, { direction: 'in', channel: 'web', by: { kind: 'customer', id: v.customer.id, name: v.customer.name }, text }));
  Object.assign(v.case, { unread: true, last_from: 'customer', last_at: iso(0), version: v.case.version + 1 });
  announce({ type: 'case.message', case_id: caseId });
}
