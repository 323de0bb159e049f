import { expect, test } from 'vitest';
import type { CaseView, Entry } from '$lib/api/types';
import { along, firstTicks, leaksInternal, ticked } from './forwarding';

const entry = (id: string, type: Entry['type'], more: Partial<Entry> = {}): Entry =>
  ({
    id,
    type,
    at: '2026-11-16T15:00:00Z',
    text: id,
    files: [],
    by: { kind: 'customer', name: 'Ana' },
    ...more,
  }) as Entry;
const file = (id: number) => ({ id, name: `${id}.txt`, type: 'text/plain', size: 1, url: '' });
const view = {
  entries: [
    entry('c1', 'message', { direction: 'in', files: [file(7)] }),
    entry('l2', 'change', { text: undefined }),
    entry('n3', 'note', { files: [file(8)] }),
    entry('c4', 'message', { direction: 'out' }),
    entry('n5', 'third_party', { direction: 'in' }),
  ],
} as unknown as CaseView;

test('what was said to and by the customer is apart from what is internal, the newest first', () => {
  expect(along(view).open.map((e) => e.id)).toEqual(['c4', 'c1']);
  expect(along(view).internal.map((e) => e.id)).toEqual(['n5', 'n3']);
});

test('begins with one message and its files, and never with a note', () => {
  expect(firstTicks(view, 'c1')).toEqual({ entries: ['c1'], files: [7] });
  expect(firstTicks(view, undefined)).toEqual({ entries: ['c1'], files: [7] });
  expect(firstTicks(view, 'n3')).toEqual({ entries: ['c1'], files: [7] });
});

test('files go and stay with their message; something internal is noticed by its files, too', () => {
  const none = { entries: [], files: [] };
  const with_note = ticked(none, view.entries[2]!, true);
  expect(with_note).toEqual({ entries: ['n3'], files: [8] });
  expect(leaksInternal(view, with_note)).toBe(true);
  expect(leaksInternal(view, { entries: [], files: [8] })).toBe(true);
  expect(leaksInternal(view, ticked(with_note, view.entries[2]!, false))).toBe(false);
});
