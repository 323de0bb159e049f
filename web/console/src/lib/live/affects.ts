// Which fetched things a live change makes stale. Only these are fetched again: a row's case, the counts, one list.
import type { LiveChange } from '../api/types';

export type Key = readonly (string | number)[];

export function affected(change: LiveChange): Key[] {
  const [noun] = change.type.split('.');
  const the = change.case_id ? [['case', change.case_id] as const] : [];
  switch (noun) {
    case 'presence':
      return the;
    case 'notice':
      return [['notices']];
    case 'sample':
      return [['organisation'], ['views'], ['cases'], ['promises']];
    case 'customer':
      return change.customer_id ? [['customer', change.customer_id], ['customers']] : [['customers']];
    case 'promise':
      return [...the, ['promises'], ['views'], ['cases']];
    case 'compensation':
      return [...the, ['compensations']];
    case 'case':
      return [...the, ['views'], ['cases'], ['load'], ['compensations']];
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
