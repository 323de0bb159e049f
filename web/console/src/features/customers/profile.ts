// What is known of a customer beyond how to find them: shapes, queries, words.
import { createInfiniteQuery, createQuery } from '@tanstack/svelte-query';
import { get } from '$lib/api/client';
import type { List, Page } from '$lib/api/types';
import type { components } from '$lib/api/schema';
import { client } from '$lib/state/queries';
import { app } from '$lib/state/app.svelte';
import { number } from '$lib/text/text';
import * as m from '$m';

type Schemas = components['schemas'];
export type Profile = Schemas['Profile'];
export type OwnField = Schemas['OwnField'];
export type OwnFieldValue = Schemas['OwnFieldValue'];
export type FieldType = Schemas['FieldType'];
export type PartyRole = Schemas['PartyRole'];
export type Need = Schemas['Need'];
export type NeedKind = Schemas['NeedKind'];
export type CustomerNote = Schemas['Note'];
export type Consent = Schemas['Consent'];
export type ConsentState = Schemas['ConsentState'];
export type Purpose = Schemas['Purpose'];
export type Membership = Schemas['Membership'];
export type Birthday = Schemas['Birthday'];
export type TimelineEntry = Schemas['TimelineEntry'];
export type TimelineKind = TimelineEntry['kind'];
export type CustomerOpen = Schemas['CustomerOpen'];
export type Permission = Schemas['PermissionAnswer'];

export const timelineKinds: TimelineKind[] = [
  'contact',
  'case',
  'promise',
  'answer',
  'note',
  'need',
  'consent',
];
export const partyRoles: PartyRole[] = ['customer', 'supplier', 'colleague', 'partner'];
export const fieldTypes: FieldType[] = ['text', 'number', 'date', 'choice', 'yes_no'];

export const profileQuery = (id: () => number) =>
  createQuery(() => ({
    queryKey: ['customer', id(), 'profile'],
    queryFn: () => get<Profile>(`/customers/${id()}/profile`),
  }));
export const openQuery = (id: () => number) =>
  createQuery(() => ({
    queryKey: ['customer', id(), 'open'],
    queryFn: () => get<CustomerOpen>(`/customers/${id()}/open`),
  }));
export const timelineQuery = (id: () => number, kinds: () => TimelineKind[]) =>
  createInfiniteQuery(() => ({
    queryKey: ['customer', id(), 'timeline', kinds().join(',')],
    queryFn: ({ pageParam, signal }) =>
      get<Page<TimelineEntry>>(
        `/customers/${id()}/timeline`,
        { before: pageParam, kinds: kinds().join(',') },
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: (last: Page<TimelineEntry>) => last.next ?? undefined,
    placeholderData: (before) => before,
  }));
export const birthdaysQuery = () =>
  createQuery(() => ({
    queryKey: ['customers', 'birthdays'],
    queryFn: () => get<List<Birthday>>('/customer-birthdays'),
  }));
export const baseQuery = () =>
  createQuery(() => ({
    queryKey: ['customers', 'completeness'],
    queryFn: () => get<Schemas['BaseFigures']>('/customer-completeness'),
  }));
export const fieldsQuery = () =>
  createQuery(() => ({
    queryKey: ['customer-fields', 'all'],
    queryFn: () => get<List<OwnField>>('/customer-fields', { archived: true }),
  }));
export const purposesQuery = () =>
  createQuery(() => ({
    queryKey: ['consent-purposes', 'all'],
    queryFn: () => get<List<Purpose>>('/consent-purposes', { archived: true }),
  }));
export const refreshCustomer = (id: number) => client.invalidateQueries({ queryKey: ['customer', id] });

export const partWord = (p: Schemas['Part']) =>
  ({
    phone: m.pr_part_phone,
    email: m.pr_part_email,
    document: m.pr_part_document,
    name_to_use: m.pr_part_name_to_use,
    treatment: m.pr_part_treatment,
    preferred_channel: m.pr_part_preferred_channel,
    birthday: m.pr_part_birthday,
    needs: m.pr_part_needs,
  })[p]();
export const roleWord = (r: PartyRole) =>
  ({
    customer: m.pr_role_customer,
    supplier: m.pr_role_supplier,
    colleague: m.pr_role_colleague,
    partner: m.pr_role_partner,
  })[r]();
export const typeWord = (t: FieldType) =>
  ({
    text: m.pr_type_text,
    number: m.pr_type_number,
    date: m.pr_type_date,
    choice: m.pr_type_choice,
    yes_no: m.pr_type_yes_no,
  })[t]();
export const kindWord = (k: TimelineKind) =>
  ({
    contact: m.pr_kind_contact,
    case: m.pr_kind_case,
    promise: m.pr_kind_promise,
    answer: m.pr_kind_answer,
    note: m.pr_kind_note,
    need: m.pr_kind_need,
    consent: m.pr_kind_consent,
  })[k]();
export const needWord = (k: NeedKind) => (k === 'need' ? m.pr_need() : m.pr_expectation());

/** "3 de marzo de 2026": a day without an hour or a zone. */
export function dateWords(iso: string, withYear = true): string {
  return new Intl.DateTimeFormat(app.language, {
    day: 'numeric',
    month: 'long',
    year: withYear ? 'numeric' : undefined,
    timeZone: 'UTC',
  }).format(Date.parse(`${iso.slice(0, 10)}T00:00:00Z`));
}
/** An own value as people read it. */
export function valueWords(f: { type: FieldType; value: string | null }): string {
  if (!f.value) return '';
  if (f.type === 'yes_no') return f.value === 'yes' ? m.yes() : m.no();
  if (f.type === 'number') return number(Number(f.value));
  if (f.type === 'date') return dateWords(f.value);
  return f.value;
}
export const spanWords = (from: string | null, until: string | null) =>
  from && until
    ? m.pr_from_until({ from: dateWords(from), until: dateWords(until) })
    : from
      ? m.pr_from({ from: dateWords(from) })
      : until
        ? m.pr_until({ until: dateWords(until) })
        : '';
