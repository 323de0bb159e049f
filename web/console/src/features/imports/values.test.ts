// @vitest-environment jsdom
import { expect, it } from 'vitest';
import type { OwnField } from '$features/customers/profile';
import * as m from '$m';
import { changeWords } from './values';

const own = [
  { key: 'garantia', type: 'date' },
  { key: 'ascensor', type: 'yes_no' },
  { key: 'distrito', type: 'text' },
] as OwnField[];
const said = (field: string, value: string) => changeWords(field, value, own, 'es');

it('says what a row would change as people read it', () => {
  expect(said('own:garantia', '2027-01-06')).toMatch(/6.*2027/);
  expect(said('own:ascensor', 'yes')).toBe(m.yes());
  expect(said('own:distrito', 'Lince')).toBe('Lince');
  expect(said('birthday', '--11-24')).toBe('24 de noviembre');
  expect(said('birthday', '1968-11-24')).toBe('24 de noviembre · 1968');
  expect(said('do_not_contact', 'no')).toBe(m.no());
  expect(said('name', 'Rosa')).toBe('Rosa');
  expect(said('own:garantia', '')).toBe('');
});
