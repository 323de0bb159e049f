// Who gets an answer: what the server would do by itself, and what its writer changed of that.
import type { components } from '$lib/api/schema';
import type { MailParty } from './queries';

export type AnswerWay = components['schemas']['AnswerWay'];
export interface Copies {
  cc: string[];
  bcc: string[];
}

const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

/** The copies as they stand; `chosen` is null while nothing was changed. */
export const standing = (way: AnswerWay, chosen: Copies | null): Copies =>
  chosen ?? { cc: way.cc.map((p) => p.email), bcc: [] };

/** Nothing is "changed" when it is what would happen anyway. */
export function settle(way: AnswerWay, copies: Copies): Copies | null {
  const usual = way.cc.map((p) => p.email);
  const unchanged =
    !copies.bcc.length && copies.cc.length === usual.length && copies.cc.every((a, i) => same(a, usual[i]!));
  return unchanged ? null : copies;
}

export const nameFor = (way: AnswerWay, email: string): MailParty =>
  way.cc.find((p) => same(p.email, email)) ?? { name: '', email };

/** Adds what one typed or pasted: several with commas, names in front. Answers what is no address. */
export function add(copies: Copies, field: 'cc' | 'bcc', typed: string): { copies: Copies; wrong: string[] } {
  const wrong: string[] = [];
  const next: Copies = { cc: [...copies.cc], bcc: [...copies.bcc] };
  for (const piece of typed.split(/[,;\n]+/).map((p) => p.trim())) {
    if (!piece) continue;
    const address = /<([^<>\s]+)>\s*$/.exec(piece)?.[1] ?? piece;
    if (!/^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/.test(address)) wrong.push(piece);
    else if (![...next.cc, ...next.bcc].some((a) => same(a, address))) next[field].push(address);
  }
  return { copies: next, wrong };
}

export const without = (copies: Copies, email: string): Copies => ({
  cc: copies.cc.filter((a) => !same(a, email)),
  bcc: copies.bcc.filter((a) => !same(a, email)),
});
