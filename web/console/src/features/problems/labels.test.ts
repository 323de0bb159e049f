import { expect, test } from 'vitest';
import { inOrder, pathOf } from './labels';
import type { CaseLabel } from './queries';

const label = (id: number, name: string, parent_id: number | null = null, aspect = 'cause'): CaseLabel =>
  ({ id, name, parent_id, aspect, active: true, version: 1 }) as CaseLabel;
const all = [
  label(1, 'Espera'),
  label(2, 'Trato'),
  label(3, 'Teléfono', 1),
  label(4, 'Cola', 1),
  label(5, 'Botas', null, 'product'),
];

test('each label is followed by those below it, and other trees stay out', () => {
  expect(inOrder(all, 'cause').map((l) => [l.label.name, l.depth])).toEqual([
    ['Espera', 0],
    ['Teléfono', 1],
    ['Cola', 1],
    ['Trato', 0],
  ]);
});

test('a label is told with what it stands below', () => {
  expect(pathOf(all, 3)).toBe('Espera › Teléfono');
  expect(pathOf(all, null)).toBe('');
});
