import { describe, expect, it } from 'vitest';
import type { CaseView } from '$lib/api/types';
import { dueOf, mineOf, othersOf, secondsTo, type Held } from './held';

const held = (id: number, mine: boolean): Held => ({ id, mine, seconds_left: 9 }) as Held;
const view = (...lines: Held[]) => ({ held: lines }) as CaseView;

describe('replies the server holds', () => {
  it('are told apart: mine to take back, others to know of', () => {
    const v = view(held(1, false), held(2, true), held(3, false));
    expect(mineOf(v)?.id).toBe(2);
    expect(othersOf(v).map((h) => h.id)).toEqual([1, 3]);
    expect(mineOf(view())).toBeUndefined();
  });
  it('count down from what the server says, not from what its clock says', () => {
    const due = dueOf(held(1, true), 1_000_000);
    expect(secondsTo(due, 1_000_000)).toBe(9);
    expect(secondsTo(due, 1_000_001)).toBe(9);
    expect(secondsTo(due, 1_008_500)).toBe(1);
    expect(secondsTo(due, 1_060_000)).toBe(0);
  });
});
