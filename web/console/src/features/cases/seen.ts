// The guard against answering past each other: a reply says which entry its writer had seen last.
import type { Entry } from '$lib/api/types';

const counts = (e: Entry) =>
  e.type === 'message' || e.type === 'call' || e.type === 'visit' || e.type === 'note';

/** The id of the last message, call, visit or note; empty when there is none. */
export const lastSeen = (entries: readonly Entry[]) => entries.findLast(counts)?.id ?? '';

/** What arrived after the entry the writer had seen. When that one is no longer in the list, the last one only. */
export function arrivedAfter(entries: readonly Entry[], seen: string): Entry[] {
  const from = entries.findIndex((e) => e.id === seen);
  const after = entries.slice(from + 1).filter(counts);
  return from < 0 ? after.slice(-1) : after;
}
