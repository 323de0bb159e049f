import { expect, test } from 'vitest';
import { filterFrom, filterText, isEmpty, opsOf, tidy, valueKind, type Filter } from './filter';

const vip: Filter = {
  match: 'any',
  conditions: [{ field: 'tag', of: null, op: 'is', values: ['VIP'] }],
  groups: [{ match: 'all', conditions: [{ field: 'email', of: null, op: 'present', values: [] }] }],
};

test('a filter goes into the address and comes back', () => {
  expect(filterFrom(filterText(vip))).toEqual(vip);
});

test('an address that was cut or made up is no filter, or only what can be read of it', () => {
  expect(filterFrom('{"match":"all","cond')).toBeNull();
  expect(filterFrom(null)).toBeNull();
  expect(filterFrom('3')?.conditions ?? []).toEqual([]);
  const strange = filterFrom('{"conditions":[{"field":"shoe","op":"is","values":[]},null],"groups":[{}]}')!;
  expect(strange.conditions).toEqual([]);
  expect(isEmpty(tidy(strange))).toBe(true);
});

test('an empty filter leaves the address alone', () => {
  expect(filterText({ match: 'all', conditions: [], groups: [{ match: 'all', conditions: [] }] })).toBe('');
});

test('comparisons and values follow the type of an own field', () => {
  const size = { type: 'number', key: 'talla', label: 'Talla' } as never;
  expect(opsOf('own', size)).toContain('at_least');
  expect(valueKind('own', 'at_least', size)).toBe('number');
  expect(valueKind('birthday', 'this_week')).toBe('none');
});
