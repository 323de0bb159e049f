import { describe, expect, it } from 'vitest';
import { faultyDay, nextStretch, toIntervals, toWeek, usualWeek } from './hours';

describe('opening hours', () => {
  it('go to a week and back', () => {
    const hours = [
      { weekday: 1, from: '09:00', to: '13:00' },
      { weekday: 1, from: '14:30', to: '18:00' },
      { weekday: 6, from: '09:00', to: '13:00' },
    ];
    expect(toIntervals(toWeek(hours))).toEqual(hours);
  });
  it('find a day whose stretches cross', () => {
    const week = usualWeek();
    expect(faultyDay(week)).toBeNull();
    week[2] = [
      { from: '14:00', to: '18:00' },
      { from: '09:00', to: '14:30' },
    ];
    expect(faultyDay(week)).toBe(3);
  });
  it('find a stretch that ends before it starts, or is empty', () => {
    const week = usualWeek();
    week[4] = [{ from: '18:00', to: '09:00' }];
    expect(faultyDay(week)).toBe(5);
    week[4] = [{ from: '09:00', to: '' }];
    expect(faultyDay(week)).toBe(5);
  });
  it('offer an afternoon after a morning', () => {
    expect(nextStretch([{ from: '09:00', to: '13:00' }])).toEqual({ from: '14:00', to: '18:00' });
  });
});
