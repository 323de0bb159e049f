// The law of a country as the settings show it: what would be counted by what is ticked, before it is saved.
import { createQuery } from '@tanstack/svelte-query';
import { get } from '$lib/api/client';
import type { components } from '$lib/api/schema';
import type { List, Term } from '$lib/api/types';
import { termWords } from '$features/calendar/terms';
import { client } from '$lib/state/queries';
import * as m from '$m';

type Schemas = components['schemas'];
export type PackSummary = Schemas['PackSummary'];
export type Pack = Schemas['PackView'];
export type LawRule = Schemas['RuleView'];
export type RuleChoice = Schemas['ChoiceView'];
export type Confirmation = RuleChoice['confirmations'][number];
/** What is switched on of what is to be confirmed, and with what it was or is being confirmed. */
export interface Confirming {
  on: ReadonlySet<string>;
  /** On since before: it needs no confirmation now. */
  before: ReadonlySet<string>;
  known: Confirmation[];
  basis: Map<string, string>;
  toggle: (id: string) => void;
  nameOf: (person: number) => string;
  error: (id: string) => string | undefined;
}
export type HouseRule = Schemas['HouseRuleView'];
export type What = HouseRule['what'];
export type RuleUnit = HouseRule['term']['unit'];

export const packsQuery = () =>
  createQuery(() => ({
    queryKey: ['rule-packs'],
    queryFn: () => get<List<PackSummary>>('/rule-packs'),
  }));
export const choiceQuery = () =>
  createQuery(() => ({ queryKey: ['rule-choice'], queryFn: () => get<RuleChoice>('/rule-choice') }));
export const packQuery = (id: () => string) =>
  createQuery(() => ({
    queryKey: ['rule-packs', id()],
    queryFn: () => get<Pack>(`/rule-packs/${id()}`),
    enabled: id() !== '',
  }));
export const houseRulesQuery = () =>
  createQuery(() => ({
    queryKey: ['house-rules'],
    queryFn: () => get<List<HouseRule>>('/house-rules'),
  }));
export function refreshRules() {
  for (const key of ['rule-packs', 'rule-choice', 'house-rules'])
    void client.invalidateQueries({ queryKey: [key] });
}

export const whats: What[] = ['first_answer', 'next_update', 'resolution', 'compliance', 'call_back'];
export const whatName = (w: What) =>
  ({
    first_answer: m.due_first_answer,
    next_update: m.due_next_update,
    resolution: m.due_resolution,
    compliance: m.rl_compliance,
    call_back: m.rl_call_back,
  })[w]();

/** "15 días hábiles", "el mismo día laborable". */
export const ruleTermWords = (t: { amount: number; unit: RuleUnit }) =>
  t.unit === 'same_working_day' ? m.rl_same_day() : termWords({ amount: t.amount, unit: t.unit } as Term);
