// Playbooks: what the screens fetch of them, and what they are called.
import { createQuery } from '@tanstack/svelte-query';
import { get, post } from '$lib/api/client';
import type { components } from '$lib/api/schema';
import type { List } from '$lib/api/types';
import { client } from '$lib/state/queries';
import { fold } from '$lib/time/parse';
import * as m from '$m';

type Schemas = components['schemas'];
export type Play = Schemas['Play'];
export type CaseGuide = Schemas['CaseGuide'];
export type CasePlay = Schemas['CasePlay'];
export type PlayPhrase = Schemas['PlayPhrase'];
export type Playbook = Schemas['PlaybookView'];
export type PlayUse = Schemas['PlayUse'];
export type PhraseView = Schemas['PhraseView'];
export type Group = Schemas['Group'];

export const steps = [
  'step_respect',
  'step_listen',
  'step_expectation',
  'step_said_back',
  'step_solution',
  'step_act',
  'step_check',
] as const satisfies Play[];
export const moments = [
  'arrives',
  'angry',
  'special_request',
  'cannot_decide',
  'objects',
  'signs_of_buying',
  'buys',
  'declines',
  'complains',
] as const satisfies Play[];

const names: Record<Play, () => string> = {
  step_respect: m.gd_step_respect,
  step_listen: m.gd_step_listen,
  step_expectation: m.gd_step_expectation,
  step_said_back: m.gd_step_said_back,
  step_solution: m.gd_step_solution,
  step_act: m.gd_step_act,
  step_check: m.gd_step_check,
  arrives: m.gd_arrives,
  angry: m.gd_angry,
  special_request: m.gd_special_request,
  cannot_decide: m.gd_cannot_decide,
  objects: m.gd_objects,
  signs_of_buying: m.gd_signs_of_buying,
  buys: m.gd_buys,
  declines: m.gd_declines,
  complains: m.gd_complains,
};
export const playName = (p: Play) => names[p]();

const groups: Record<Group, () => string> = {
  curt: m.gd_group_curt,
  pet_name: m.gd_group_pet_name,
  servile: m.gd_group_servile,
  know_it: m.gd_group_know_it,
  blame: m.gd_group_blame,
  order: m.gd_group_order,
  shouting: m.gd_group_shouting,
  empty: m.gd_group_empty,
  excuse: m.gd_group_excuse,
  doubt: m.gd_group_doubt,
  other: m.gd_group_other,
  generic: m.gd_group_generic,
};
export const groupNames = Object.keys(groups) as Group[];
export const groupName = (g: Group) => groups[g]();

/** Asked anew each time one looks: the case moves on. */
export const guideQuery = (id: () => number) =>
  createQuery(() => ({
    queryKey: ['case-guide', id()],
    queryFn: () => get<CaseGuide>(`/cases/${id()}/playbooks`),
    staleTime: 0,
  }));

/** It counts once an answer leaves that says it; whether it was noted must not hold up who is writing. */
export const took = (id: number, play: Play, key: string) =>
  void post(`/cases/${id}/playbooks/uses`, { play, key }).catch(() => undefined);

export const playbooksQuery = () =>
  createQuery(() => ({ queryKey: ['playbooks'], queryFn: () => get<List<Playbook>>('/playbooks') }));
export const usesQuery = () =>
  createQuery(() => ({
    queryKey: ['playbook-uses'],
    queryFn: () => get<List<PlayUse>>('/playbooks/uses', { days: 90 }),
    staleTime: 0,
  }));
export const phrasesQuery = () =>
  createQuery(() => ({
    queryKey: ['guidance-phrases'],
    queryFn: () => get<List<PhraseView>>('/guidance/phrases'),
  }));
export const refreshPhrases = () => {
  void client.invalidateQueries({ queryKey: ['guidance-phrases'] });
  void client.invalidateQueries({ queryKey: ['guidance-rules'] });
};

export interface Offered {
  play: Play;
  phrase: PlayPhrase;
}
/** What may be inserted: of the playbook that is open, or of all of them that say what was typed. */
export function offered(plays: readonly CasePlay[], open: Play, typed: string): Offered[] {
  const words = fold(typed).split(' ').filter(Boolean);
  const all = plays.flatMap((p) => p.say.map((phrase) => ({ play: p.play, phrase })));
  if (!words.length) return all.filter((o) => o.play === open);
  const ofOpenFirst = [...all.filter((o) => o.play === open), ...all.filter((o) => o.play !== open)];
  return ofOpenFirst.filter((o) => {
    const text = fold(`${o.phrase.text} ${playName(o.play)}`);
    return words.every((w) => text.includes(w));
  });
}
