import { describe, expect, it } from 'vitest';
import type { Entry } from '$lib/api/types';
import { arrivedAfter, lastSeen } from './seen';

describe('what the writer had seen', () => {
  const e = (id: string, type: Entry['type']): Entry => ({ id, type }) as Entry;
  const entries = [e('c1', 'message'), e('n2', 'note'), e('l3', 'change')];
  it('is the last message, call, visit or note', () => {
    expect(lastSeen(entries)).toBe('n2');
    expect(lastSeen([])).toBe('');
  });
  it('tells what arrived since', () => {
    const later = [...entries, e('c4', 'message'), e('l5', 'change')];
    expect(arrivedAfter(later, 'n2').map((x) => x.id)).toEqual(['c4']);
    expect(arrivedAfter(later, 'gone').map((x) => x.id)).toEqual(['c4']);
  });
});
