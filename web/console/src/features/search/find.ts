// The words and ways of searching that the palette and the page share.
import FileText from '@lucide/svelte/icons/file-text';
import Handshake from '@lucide/svelte/icons/handshake';
import MessageSquare from '@lucide/svelte/icons/message-square';
import StickyNote from '@lucide/svelte/icons/sticky-note';
import UserRound from '@lucide/svelte/icons/user-round';
import type { Channel, Kind, SearchAnswer, SearchHit, SearchKind, State } from '$lib/api/types';
import { channelName, kindName, stateName } from '$lib/text/labels';
import * as m from '$m';

export const searchKinds: SearchKind[] = ['customer', 'case', 'message', 'note', 'promise'];
export const searchKindName = (k: SearchKind) =>
  ({
    customer: m.find_people,
    case: m.find_cases,
    message: m.find_messages,
    note: m.find_notes,
    promise: m.find_promises,
  })[k]();
export const searchKindIcon = (k: SearchKind) =>
  ({ customer: UserRound, case: FileText, message: MessageSquare, note: StickyNote, promise: Handshake })[k];

/** Where a hit leads. */
export function target(hit: SearchHit): string {
  if (hit.kind === 'customer') return `/clientes/${hit.id}`;
  if (hit.case) return `/casos/${hit.case.id}`;
  if (hit.customer) return `/clientes/${hit.customer.id}`;
  return '/promesas';
}

/** Who and where, in one line. */
export function about(hit: SearchHit): string {
  const who = hit.customer?.name ?? '';
  const where = hit.case ? m.find_case({ title: hit.case.title }) : '';
  const of = (...parts: (string | null | undefined)[]) => parts.filter(Boolean).join(' · ');
  switch (hit.kind) {
    case 'customer':
      return '';
    case 'case':
      return of(who, hit.case?.code, hit.case && stateName(hit.case.state), hit.person ?? m.find_none_owns());
    case 'message':
      return of(
        hit.direction === 'out' && hit.person
          ? m.find_we_said({ who: hit.person })
          : m.find_said({ who: who || m.find_people() }),
        hit.channel ? channelName(hit.channel) : '',
        where,
      );
    case 'note':
      return of(hit.person ? m.find_note_by({ who: hit.person }) : '', who, where);
    case 'promise':
      return of(hit.person ? m.find_promised_by({ who: hit.person }) : '', who, where);
  }
}

type Filter = SearchAnswer['filters'][number];
const inName: Record<string, SearchKind> = {
  customers: 'customer',
  cases: 'case',
  messages: 'message',
  notes: 'note',
  promises: 'promise',
};

/** A filter as it was understood, in words. `day` writes a date. */
export function filterName(f: Filter, day: (iso: string) => string): string {
  const value = f.value;
  switch (f.key) {
    case 'state':
      return stateName(value as State);
    case 'kind':
      return kindName(value as Kind);
    case 'channel':
      return channelName(value as Channel);
    case 'in':
      return m.find_key_in({ value: searchKindName(inName[value]!).toLowerCase() });
    case 'since':
      return m.find_key_since({ value: day(value) });
    case 'until':
      return m.find_key_until({ value: day(value) });
    case 'owner':
      return m.find_key_owner({ value });
    case 'team':
      return m.find_key_team({ value });
    case 'code':
      return m.find_key_code({ value });
    default:
      return m.find_key_by({ value });
  }
}
