import { describe, expect, it } from 'vitest';
import { apiQuery, listSearch, readList } from './filters';

const read = (s: string) => readList(new URLSearchParams(s));

describe('the list in the address', () => {
  it('is mine, by due date, when nothing is said', () =>
    expect(read('')).toEqual({ view: 'mine', sort: 'due', filters: {} }));
  it('opens the list behind a figure: a filter without a view means all', () => {
    expect(apiQuery(read('kinds=complaint,claim&opened_from=2026-11-01'))).toEqual({
      view: 'all',
      sort: 'due',
      kinds: 'complaint,claim',
      opened_from: '2026-11-01',
    });
  });
  it('ignores what it does not know', () =>
    expect(apiQuery(read('view=nonsense&utm=x&late=1'))).toEqual({ view: 'all', sort: 'due', late: '1' }));
  it.each(['', '?view=late', '?view=all&kind=claim&owner=3', '?view=nobody&sort=newest'])(
    'survives going to a case and back: %s',
    (s) => expect(listSearch(read(s))).toBe(s),
  );
});
