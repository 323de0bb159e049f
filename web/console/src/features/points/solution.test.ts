import { describe, expect, it } from 'vitest';
import type { Point, PointDecision } from './queries';
import { fromPoints } from './solution';

const point = (number: number, decision?: PointDecision, reason = '', alternative = ''): Point =>
  ({ id: number, number, decision: decision ?? null, reason, alternative }) as unknown as Point;

describe('a solution from the points', () => {
  it('says nothing while one is open, or there are none', () => {
    expect(fromPoints([])).toBeNull();
    expect(fromPoints([point(1, 'accepted'), point(2)])).toBeNull();
  });
  it('is solved, partly solved or not upheld as they are', () => {
    expect(fromPoints([point(1, 'accepted'), point(2, 'accepted')])?.outcome).toBe('solved');
    expect(fromPoints([point(1, 'accepted'), point(2, 'refused')])?.outcome).toBe('partly');
    expect(fromPoints([point(1, 'partly')])?.outcome).toBe('partly');
    expect(fromPoints([point(1, 'refused'), point(2, 'not_ours')])?.outcome).toBe('not_upheld');
  });
  it('takes reasons and alternatives along, by number where there are several', () => {
    const one = fromPoints([point(1, 'refused', 'Fuera de plazo', 'Repararlo')]);
    expect(one).toEqual({ outcome: 'not_upheld', reason: 'Fuera de plazo', alternative: 'Repararlo' });
    const two = fromPoints([point(1, 'accepted'), point(2, 'refused', 'Fuera de plazo', 'Repararlo')]);
    expect(two?.reason).toBe('2. Fuera de plazo');
  });
});
