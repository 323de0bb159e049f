// Which fetched things a live change makes stale. Only these are fetched again: a row's case, the counts, one list.
import type { LiveChange } from '../api/types';

export type Key = readonly (string | number)[];

const LISTS: Key[] = [['views'], ['cases'], ['load']];

export function affected(change: LiveChange): Key[] {
  const the: Key[] = change.case_id ? [['case', change.case_id]] : [];
  // Someone looks or types, or has an answer on its way: nothing else is different.
  if (change.type === 'case.presence' || change.type.startsWith('case.reply_')) return the;
  const [noun] = change.type.split('.');
  switch (noun) {
    case 'notice':
      return [['notices']];
    case 'sample':
      return [
        ['organisation'],
        ['customers'],
        ['customer'],
        ['promises'],
        ['compensations'],
        ['people'],
        ['teams'],
        ['notices'],
        ['quality'],
        ...LISTS,
      ];
    case 'organisation':
      return [['organisation']];
    case 'calendar':
      return [['calendar'], ['holidays'], ['own-days'], ['promise-suggestion']];
    case 'deadline_policy':
      return [['deadline-policies']];
    case 'person':
      return [['people'], ['load']];
    case 'team':
      return [['teams'], ['people'], ...LISTS];
    case 'customer':
      // Their name stands in the rows, and their card beside each of their cases; which cases is not said.
      return [
        ...(change.subject_id ? [['customer', change.subject_id]] : []),
        ['customers'],
        ['case'],
        ['cases'],
        ['promises'],
      ];
    case 'mailbox':
      return [['mailboxes'], ['mail-alarms'], ['set-aside-messages'], ['recorded-mail']];
    case 'mail':
      return [...the, ...(change.subject_id ? [['mail', change.subject_id]] : [])];
    case 'template':
      return [['templates'], ['template-texts']];
    case 'book':
      return [...the, ['books'], ['book-entries'], ['book-months'], ['book-entry'], ['case-book-entries']];
    case 'problem':
      return [['problems'], ['complaint-figures']];
    case 'label':
      return [['case-labels']];
    case 'segment':
      return [['segments']];
    case 'rights':
      return [['rights']];
    case 'promise':
      return [...the, ['promises'], ...LISTS];
    case 'case':
      return [...the, ['compensations'], ...LISTS];
    default:
      return [...the, ['views'], ['cases']];
  }
}

/** Gathers keys and hands each over once per `pause`, so that a burst of changes makes one request, not fifty. */
export class Batch {
  #keys = new Map<string, Key>();
  #timer: ReturnType<typeof setTimeout> | null = null;
  constructor(
    private readonly flush: (key: Key) => void,
    private readonly pause = 120,
  ) {}
  add(keys: Key[]): void {
    for (const k of keys) this.#keys.set(JSON.stringify(k), k);
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      const all = [...this.#keys.values()];
      this.#keys.clear();
      all.forEach(this.flush);
    }, this.pause);
  }
}
