// How an entry's state is said and meant.
import type { DueStatus } from '$lib/api/types';
import { when } from '$lib/text/text';
import * as m from '$m';
import type { EntryLine } from './queries';

export const meaning = (e: EntryLine): DueStatus | 'done' =>
  e.standing === 'late' ? 'late' : e.standing === 'open' ? 'on_course' : 'done';

export function standingWords(e: EntryLine): string {
  if (e.answered_at)
    return e.standing === 'answered_late'
      ? m.book_answered_late({ when: when(e.answered_at) })
      : m.book_answered({ when: when(e.answered_at) });
  if (!e.due_at) return m.book_open();
  return e.standing === 'late' ? m.book_late({ when: when(e.due_at) }) : m.book_due({ when: when(e.due_at) });
}

export function monthName(year: number, month: number, language: string): string {
  return new Intl.DateTimeFormat(language, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    Date.UTC(year, month - 1, 15),
  );
}
