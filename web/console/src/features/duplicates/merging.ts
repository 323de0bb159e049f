// What a merge asks of a person: only where the two records differ. Pure.
import type { Customer } from '$lib/api/types';

export type Side = 'winner' | 'loser';
export type Choice = Side | 'both';
export const fields = [
  'name',
  'kind',
  'name_to_use',
  'treatment',
  'language',
  'preferred_channel',
  'quiet_hours',
  'birthday',
  'do_not_contact',
  'notes',
] as const;
export type Field = (typeof fields)[number];

/** The value of a field, as one compares it; empty when there is none. */
export function valueOf(c: Customer, field: Field): string {
  if (field === 'quiet_hours') return c.quiet_from && c.quiet_to ? `${c.quiet_from}–${c.quiet_to}` : '';
  if (field === 'do_not_contact') return c.do_not_contact ? 'yes' : 'no';
  return c[field] ?? '';
}

export const differs = (a: Customer, b: Customer, field: Field): boolean =>
  valueOf(a, field) !== valueOf(b, field);

/** What to begin with, and what the server does where nothing is said: nothing is lost. */
export function proposal(winner: Customer, loser: Customer, field: Field): Choice {
  const ours = valueOf(winner, field);
  const theirs = valueOf(loser, field);
  if (field === 'notes') return ours && theirs ? 'both' : ours ? 'winner' : 'loser';
  if (field === 'do_not_contact') return ours === 'yes' ? 'winner' : 'loser';
  return ours ? 'winner' : theirs ? 'loser' : 'winner';
}

/** Identifiers of both, those that only the spelling tells apart once. */
export function allIdentifiers(winner: Customer, loser: Customer): Customer['identifiers'] {
  const key = (i: Customer['identifiers'][number]) => `${i.kind} ${(i.number || i.shown).toLowerCase()}`;
  const seen = new Set<string>();
  return [...winner.identifiers, ...loser.identifiers].filter((i) => {
    if (seen.has(key(i))) return false;
    seen.add(key(i));
    return true;
  });
}

/** The fuller record is the better one to keep; of two alike, the older. */
export function better(a: Customer, b: Customer): Customer {
  const filled = (c: Customer) => fields.filter((f) => valueOf(c, f)).length + c.identifiers.length;
  if (filled(a) !== filled(b)) return filled(a) > filled(b) ? a : b;
  return a.id < b.id ? a : b;
}
