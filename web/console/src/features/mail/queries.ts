// What the screens of e-mail fetch: mailboxes and how they do, what is wrong, what was set aside or only kept.
import { createInfiniteQuery, createQuery } from '@tanstack/svelte-query';
import { get } from '$lib/api/client';
import type { components } from '$lib/api/schema';
import type { List, Page } from '$lib/api/types';
import { app } from '$lib/state/app.svelte';
import { client } from '$lib/state/queries';
import type { AnswerWay } from './copies';

type Schemas = components['schemas'];
export type Mailbox = Schemas['MailboxView'];
export type MailboxBody = Schemas['AddMailbox'];
export type MailboxTest = Schemas['MailboxTest'];
export type Provider = Schemas['ProviderView'];
export type MailAlarm = Schemas['MailAlarm'];
export type SetAside = Schemas['SetAsideView'];
export type Taken = Schemas['TakenView'];
export type MailLine = Schemas['MailLine'];
export type Mail = Schemas['MailView'];
export type MailPiece = Schemas['PieceLine'];
export type MailParty = Schemas['MailAddress'];

export const mailboxesQuery = () =>
  createQuery(() => ({
    queryKey: ['mailboxes'],
    queryFn: () => get<List<Mailbox>>('/mailboxes'),
    refetchInterval: 20_000, // when it last looked is no event of its own
    enabled: app.is('administrator'),
  }));

/** Mail that does not come in or go out: nothing, most of the time. */
export const alarmsQuery = () =>
  createQuery(() => ({
    queryKey: ['mail-alarms'],
    queryFn: () => get<List<MailAlarm>>('/mail-alarms'),
    refetchInterval: 60_000,
  }));

const paged = <T>(key: string) =>
  createInfiniteQuery(() => ({
    queryKey: [key],
    queryFn: ({ pageParam }) => get<Page<T>>(`/${key}`, { cursor: pageParam, limit: 20 }),
    initialPageParam: '',
    getNextPageParam: (last: Page<T>) => last.next ?? undefined,
  }));
export const setAsideQuery = () => paged<SetAside>('set-aside-messages');
export const recordedQuery = () => paged<MailLine>('recorded-mail');

/** Fetched again whenever the case is: its key begins with the case's. */
export const caseMailQuery = (id: () => number) =>
  createQuery(() => ({
    queryKey: ['case', id(), 'mail'],
    queryFn: () => get<List<MailLine>>(`/cases/${id()}/mail`),
  }));

/** How an answer would go by e-mail now; `mail` is null when it would not. */
export const answerWayQuery = (id: () => number, customer: () => number | null = () => null) =>
  createQuery(() => ({
    queryKey: ['case', id(), 'mail-way', customer()],
    queryFn: () =>
      get<{ mail: AnswerWay | null }>(`/cases/${id()}/mail-way`, { customer_id: customer() ?? undefined }),
  }));

export const mailQuery = (id: () => number, wanted: () => boolean = () => true) =>
  createQuery(() => ({
    queryKey: ['mail', id()],
    queryFn: () => get<Mail>(`/mail/${id()}`),
    enabled: wanted(),
    staleTime: 60_000,
  }));

/** The known servers of whoever keeps the mail of an address; none when nobody knows. */
export const providerOf = async (address: string): Promise<Provider | undefined> =>
  (await get<List<Provider>>('/mail-providers', { address })).items[0];

export function refreshMail(): void {
  for (const queryKey of [['mailboxes'], ['mail-alarms'], ['set-aside-messages'], ['recorded-mail']])
    void client.invalidateQueries({ queryKey });
}
