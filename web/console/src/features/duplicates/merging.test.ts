import { describe, expect, it } from 'vitest';
import type { Customer } from '$lib/api/types';
import { allIdentifiers, better, differs, fields, proposal } from './merging';

const person = (changes: Partial<Customer>): Customer => ({
  id: 1,
  kind: 'person',
  name: 'Ana Torres',
  name_to_use: null,
  treatment: null,
  language: null,
  preferred_channel: null,
  quiet_from: null,
  quiet_to: null,
  do_not_contact: false,
  birthday: null,
  notes: null,
  identifiers: [],
  created_at: '2026-01-01T00:00:00Z',
  version: 1,
  merged: [],
  ...changes,
});
const phone = (value: string, number: string) =>
  ({ kind: 'phone', value, number, shown: value, label: null, type: null, doubtful: false }) as const;

describe('what is asked', () => {
  it('is only what differs', () => {
    const a = person({ name_to_use: 'Anita', quiet_from: '22:00', quiet_to: '08:00' });
    const b = person({ id: 2, birthday: '1980-05-03' });
    expect(fields.filter((f) => differs(a, b, f))).toEqual(['name_to_use', 'quiet_hours', 'birthday']);
  });
  it('begins with what loses nothing', () => {
    const a = person({ notes: 'Tarde' });
    const b = person({ id: 2, notes: 'Perro', birthday: '1980-05-03', do_not_contact: true });
    expect(proposal(a, b, 'notes')).toBe('both');
    expect(proposal(a, b, 'birthday')).toBe('loser');
    expect(proposal(a, b, 'do_not_contact')).toBe('loser');
    expect(proposal(b, a, 'do_not_contact')).toBe('winner');
    expect(proposal(a, b, 'name')).toBe('winner');
  });
});

describe('the identifiers of both', () => {
  it('show one line once, however it was written', () => {
    const a = person({ identifiers: [phone('987 654 321', '+51987654321')] });
    const b = person({
      id: 2,
      identifiers: [phone('+51987654321', '+51987654321'), phone('912 345 678', '+51912345678')],
    });
    expect(allIdentifiers(a, b).map((i) => i.shown)).toEqual(['987 654 321', '912 345 678']);
  });
});

describe('the record to keep', () => {
  it('is the fuller one, else the older', () => {
    const thin = person({ id: 1 });
    const full = person({ id: 2, notes: 'Tarde' });
    expect(better(thin, full)).toBe(full);
    expect(better(person({ id: 9 }), thin)).toBe(thin);
  });
});
