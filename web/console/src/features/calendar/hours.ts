// Opening hours as people edit them: per weekday, several stretches.
import type { Interval } from '$lib/api/types';

export interface Stretch {
  from: string;
  to: string;
}
export type Week = Stretch[][]; // index 0 = Monday

export const usualWeek = (): Week =>
  Array.from({ length: 7 }, (_, day) => (day < 5 ? [{ from: '09:00', to: '18:00' }] : []));

export function toWeek(hours: Interval[]): Week {
  return Array.from({ length: 7 }, (_, i) =>
    hours
      .filter((h) => h.weekday === i + 1)
      .map(({ from, to }) => ({ from: from.slice(0, 5), to: to.slice(0, 5) }))
      .sort((a, b) => a.from.localeCompare(b.from)),
  );
}
export function toIntervals(week: Week): Interval[] {
  return week.flatMap((day, i) => day.map((s) => ({ weekday: i + 1, ...s })));
}

/** The first weekday (1 = Monday) whose stretches overlap or run backwards; null when all is well. 24:00 is a legal end. */
export function faultyDay(week: Week): number | null {
  const i = week.findIndex((day) => {
    const s = [...day].sort((a, b) => a.from.localeCompare(b.from));
    return s.some((x, n) => !x.from || !x.to || x.from >= x.to || (n > 0 && s[n - 1]!.to > x.from));
  });
  return i < 0 ? null : i + 1;
}

/** The next stretch to offer: after the last one of the day, or a morning. */
export function nextStretch(day: Stretch[]): Stretch {
  const last = day.at(-1);
  if (!last) return { from: '09:00', to: '18:00' };
  const hour = Math.min(Number(last.to.slice(0, 2)) + 1, 22);
  const two = (n: number) => String(n).padStart(2, '0');
  return { from: `${two(hour)}:00`, to: `${two(Math.min(hour + 4, 23))}:00` };
}
