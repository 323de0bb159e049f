import { describe, expect, it } from 'vitest';
import type { PromiseView } from '$lib/api/types';
import { myDay } from './day';

const now = Date.UTC(2026, 10, 21, 20, 0); // 15:00 in Lima
const p = (id: number, hours: number, state: PromiseView['state'] = 'open') =>
  ({ id, promised_for: new Date(now + hours * 3_600_000).toISOString(), state }) as PromiseView;

describe('my day of promises', () => {
  const day = myDay(
    [p(1, 9.5), p(2, 1), p(3, -1), p(4, 1.5), p(5, 3), p(6, -2, 'kept')],
    now,
    'America/Lima',
  );
  it('puts what is late first', () => expect(day.late.map((x) => x.id)).toEqual([3]));
  it('goes by the hour of the organisation', () =>
    expect(day.hours.map(([h, l]) => [h, l.map((x) => x.id)])).toEqual([
      [16, [2, 4]],
      [18, [5]],
    ]));
  it('keeps tomorrow for later, though it is near', () => expect(day.later.map((x) => x.id)).toEqual([1]));
  it('remembers what was kept', () => expect(day.done.map((x) => x.id)).toEqual([6]));
});
