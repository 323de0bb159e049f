import { app } from '$lib/state/app.svelte';
import { capital, number } from '$lib/text/text';
import * as m from '$m';
import type { Moved, Reason } from './queries';

const reasons: Record<Reason, () => string> = {
  same_document: m.dup_same_document,
  same_email: m.dup_same_email,
  same_phone: m.dup_same_phone,
  same_messaging: m.dup_same_messaging,
  same_address: m.dup_same_address,
  same_name: m.dup_same_name,
  similar_name: m.dup_similar_name,
  same_surname: m.dup_same_surname,
  same_birthday: m.dup_same_birthday,
  suggested: m.dup_suggested,
  different_document: m.dup_different_document,
  different_birthday: m.dup_different_birthday,
};
/** "Mismo teléfono y nombre parecido" */
export const reasonWords = (list: Reason[]): string =>
  capital(new Intl.ListFormat(app.language, { type: 'conjunction' }).format(list.map((r) => reasons[r]())));

/** How sure it is, in a word; the figure stands beside it. */
export const sureness = (score: number): string =>
  score >= 90 ? m.dup_almost_sure() : score >= 60 ? m.dup_likely() : m.dup_possible();

const things: Record<string, () => string> = {
  cases: m.moved_cases,
  contacts: m.moved_contacts,
  promises: m.moved_promises,
  own_values: m.moved_own_values,
  tags: m.moved_tags,
  roles: m.moved_roles,
  memberships: m.moved_memberships,
  members: m.moved_members,
  customer_notes: m.moved_customer_notes,
  needs: m.moved_needs,
  consents: m.moved_consents,
  rights_requests: m.moved_rights_requests,
};
/** "Casos: 3 · Contactos: 12" */
export const movedWords = (list: Moved[]): string =>
  list.map((x) => `${things[x.what]?.() ?? m.moved_other()}: ${number(x.rows)}`).join(' · ');
