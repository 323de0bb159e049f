// Wall-clock arithmetic in a given time zone, on the browser's own tz database (Intl). The organisation's zone is always
// passed in: an agent travelling must read the same hour as the customer was told.
export interface Wall {
  year: number;
  month: number; // 1..12
  day: number;
  hour: number;
  minute: number;
  weekday: number; // 1 = Monday … 7 = Sunday
}

const formats = new Map<string, Intl.DateTimeFormat>();
function format(zone: string): Intl.DateTimeFormat {
  let f = formats.get(zone);
  if (!f) {
    f = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    });
    formats.set(zone, f);
  }
  return f;
}

export function wall(at: number, zone: string): Wall {
  const p: Record<string, number> = {};
  for (const { type, value } of format(zone).formatToParts(at))
    if (type !== 'literal') p[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = p;
  return { year, month, day, hour, minute, weekday: weekdayOf(year, month, day) };
}

const weekdayOf = (y: number, m: number, d: number) => new Date(Date.UTC(y, m - 1, d)).getUTCDay() || 7;

/**
 * The instant at which the clocks of `zone` show this wall time. An hour that daylight saving skips becomes the same
 * distance after the change; an hour that it repeats means its first occurrence.
 */
export function instant(w: Pick<Wall, 'year' | 'month' | 'day' | 'hour' | 'minute'>, zone: string): number {
  const asUtc = Date.UTC(w.year, w.month - 1, w.day, w.hour, w.minute);
  const before = asUtc - offset(asUtc - 86_400_000, zone);
  const after = asUtc - offset(asUtc + 86_400_000, zone);
  const fits = (at: number) => at + offset(at, zone) === asUtc;
  if (fits(before)) return before;
  return fits(after) ? after : before;
}

function offset(at: number, zone: string): number {
  const w = wall(at, zone);
  return Date.UTC(w.year, w.month - 1, w.day, w.hour, w.minute) - Math.floor(at / 60_000) * 60_000;
}

/** The same wall time `days` later: a calendar day, not 24 hours. */
export function addDays(w: Wall, days: number): Wall {
  const d = new Date(Date.UTC(w.year, w.month - 1, w.day + days));
  const [year, month, day] = [d.getUTCFullYear(), d.getUTCMonth() + 1, d.getUTCDate()];
  return { ...w, year, month, day, weekday: weekdayOf(year, month, day) };
}

/** Whole calendar days from a to b in the zone: 0 = same day, 1 = b is tomorrow. */
export function dayDistance(a: number, b: number, zone: string): number {
  const [x, y] = [wall(a, zone), wall(b, zone)];
  return Math.round(
    (Date.UTC(y.year, y.month - 1, y.day) - Date.UTC(x.year, x.month - 1, x.day)) / 86_400_000,
  );
}

const two = (n: number) => String(n).padStart(2, '0');
export const isoDay = (w: Wall) => `${w.year}-${two(w.month)}-${two(w.day)}`;
export const clock = (w: Wall) => `${two(w.hour)}:${two(w.minute)}`;

/** For <input type="datetime-local">, and back. */
export const toLocalField = (at: number, zone: string) => {
  const w = wall(at, zone);
  return `${isoDay(w)}T${clock(w)}`;
};
export function fromLocalField(value: string, zone: string): number | null {
  const m = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)/.exec(value);
  if (!m) return null;
  const [year, month, day, hour, minute] = m.slice(1).map(Number) as [number, number, number, number, number];
  return instant({ year, month, day, hour, minute }, zone);
}
