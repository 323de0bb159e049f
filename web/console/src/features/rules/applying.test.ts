import { describe, expect, it } from 'vitest';
import { applies, citation } from './applying';

const none = new Set<string>();
const rule = { scopes: ['large', 'finance'], unless: ['state'], to_be_confirmed: null };

describe('which rules are counted', () => {
  it('by any of the answers a rule asks for', () => {
    expect(applies(rule, none, none)).toBe(false);
    expect(applies(rule, new Set(['finance']), none)).toBe(true);
    expect(applies({ ...rule, scopes: [] }, none, none)).toBe(true);
  });
  it('not where an answer takes it away', () =>
    expect(applies(rule, new Set(['large', 'state']), none)).toBe(false));
  it('what is to be confirmed only when switched on', () => {
    const unsure = { scopes: [], unless: [], to_be_confirmed: { id: 'pqr', on: false } };
    expect(applies(unsure, none, none)).toBe(false);
    expect(applies(unsure, none, new Set(['pqr']))).toBe(true);
  });
});

it('cites a norm with its article or without', () => {
  expect(citation({ norm: 'Ley 10/2025', article: 'art. 17' })).toBe('Ley 10/2025, art. 17');
  expect(citation({ norm: 'Ley 24.240', article: '' })).toBe('Ley 24.240');
});
