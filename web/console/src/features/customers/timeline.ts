// What stands between a customer and us, told once.
import type { TimelineEntry } from './profile';

/** Of a case: what they said when it began. */
export type ToldEntry = TimelineEntry & { began?: TimelineEntry['contact'] };

/** A case begins with what they said: one entry, in their own words, instead of its title and the message. */
export function toldOnce(entries: TimelineEntry[]): ToldEntry[] {
  const opened = new Map(entries.flatMap((e) => (e.case ? [[e.case.id, e.at] as const] : [])));
  const begins = (e: TimelineEntry) =>
    e.contact?.direction === 'in' && e.case_id != null && opened.get(e.case_id) === e.at;
  const first = new Map(entries.filter(begins).map((e) => [e.case_id, e.contact] as const));
  return entries.flatMap((e) => {
    if (begins(e) && first.get(e.case_id) === e.contact) return [];
    return e.case && first.has(e.case.id) ? [{ ...e, began: first.get(e.case.id) }] : [e];
  });
}
