import { expect, it } from 'vitest';
import type { TimelineEntry } from './profile';
import { toldOnce } from './timeline';

const entry = (id: string, at: string, more: object) => ({ id, at, case_id: 7, ...more }) as TimelineEntry;
const opened = entry('k', '2026-11-22T10:00:00Z', { case: { id: 7, title: 'Llegó rota' } });
const said = entry('c', '2026-11-22T10:00:00Z', {
  contact: { direction: 'in', text: 'Llegó rota y sin caja' },
});
const later = entry('d', '2026-11-22T11:00:00Z', { contact: { direction: 'in', text: 'Sigo esperando' } });

it('tells what a case began with once, in their own words', () => {
  const told = toldOnce([later, opened, said]);
  expect(told.map((e) => e.id)).toEqual(['d', 'k']);
  expect(told[1]!.began?.text).toBe('Llegó rota y sin caja');
});
it('keeps a message whose case is not among those shown', () =>
  expect(toldOnce([said]).map((e) => e.id)).toEqual(['c']));
