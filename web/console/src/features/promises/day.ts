// The maker's day: what is late first, then today by the hour, then what comes.
import type { PromiseView } from '$lib/api/types';
import { dayDistance, wall } from '$lib/time/zone';

export interface Day {
  late: PromiseView[];
  hours: [hour: number, promises: PromiseView[]][];
  done: PromiseView[];
  later: PromiseView[];
}

export function myDay(promises: readonly PromiseView[], now: number, zone: string): Day {
  const day: Day = { late: [], hours: [], done: [], later: [] };
  const byHour = new Map<number, PromiseView[]>();
  for (const p of [...promises].sort((a, b) => a.promised_for.localeCompare(b.promised_for))) {
    const at = Date.parse(p.promised_for);
    if (p.state !== 'open') day.done.push(p);
    else if (at < now) day.late.push(p);
    else if (dayDistance(now, at, zone) > 0) day.later.push(p);
    else {
      const hour = wall(at, zone).hour;
      byHour.set(hour, [...(byHour.get(hour) ?? []), p]);
    }
  }
  day.hours = [...byHour].sort(([a], [b]) => a - b);
  return day;
}
