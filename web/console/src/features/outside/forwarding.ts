// What of a case may go along with a letter to somebody outside.
import type { components } from '$lib/api/schema';
import type { CaseView, Entry, FileRef } from '$lib/api/types';

export type Forwardings = components['schemas']['Forwardings'];
export type ForwardLine = components['schemas']['ForwardLine'];
export type WayOut = components['schemas']['WayOut'];
export type Recipient = components['schemas']['Recipient'];

/** Notes, and what passed between us and others outside: the customer never saw it. */
export const isInternal = (e: Entry): boolean =>
  e.type === 'note' || e.type === 'forward' || e.type === 'third_party';
const hasWords = (e: Entry): boolean => e.type !== 'change' && e.type !== 'promise' && !!e.text?.trim();

export interface Along {
  open: Entry[];
  internal: Entry[];
}
/** The newest first: what one wants to send is mostly what came last. */
export function along(view: CaseView): Along {
  const all = view.entries.filter((e) => hasWords(e) || (e.files?.length && !!e.text)).reverse();
  return { open: all.filter((e) => !isInternal(e)), internal: all.filter(isInternal) };
}

export interface Ticks {
  entries: string[];
  files: number[];
}
/** By default the message one begins with, and its files; nothing internal unless that is what one began with. */
export function firstTicks(view: CaseView, about: string | undefined): Ticks {
  const { open } = along(view);
  const began = open.find((e) => e.id === about) ?? open.find((e) => e.direction === 'in');
  return began ? ticked({ entries: [], files: [] }, began, true) : { entries: [], files: [] };
}
/** The files of a message go and stay with it; each can be ticked by itself afterwards. */
export function ticked(ticks: Ticks, e: Entry, on: boolean): Ticks {
  const ids = (e.files ?? []).map((f: FileRef) => f.id);
  const entries = ticks.entries.filter((id) => id !== e.id);
  const files = ticks.files.filter((id) => !ids.includes(id));
  return on ? { entries: [...entries, e.id], files: [...files, ...ids] } : { entries, files };
}
/** Does something internal leave the house with these ticks? */
export function leaksInternal(view: CaseView, ticks: Ticks): boolean {
  return along(view).internal.some(
    (e) => ticks.entries.includes(e.id) || (e.files ?? []).some((f: FileRef) => ticks.files.includes(f.id)),
  );
}
