// Reads a date as a person types it while talking: "mañana a las 12", "el viernes", "en 2 horas", "3/12 9:30", "tomorrow at 5pm".
// Spanish and English at once, accents and capitals ignored. It never guesses silently: what it does not understand is null.
import { addDays, instant, wall, type Wall } from './zone';

export interface ParseContext {
  now: number;
  zone: string;
  /** The hour meant by a day without one: the end of a working day. Minutes after midnight. */
  endOfDay?: number;
}

const weekdays: Record<string, number> = {};
[
  ['lunes', 'monday', 'mon'],
  ['martes', 'tuesday', 'tue'],
  ['miercoles', 'wednesday', 'wed'],
  ['jueves', 'thursday', 'thu'],
  ['viernes', 'friday', 'fri'],
  ['sabado', 'saturday', 'sat'],
  ['domingo', 'sunday', 'sun'],
].forEach((names, i) => names.forEach((n) => (weekdays[n] = i + 1)));

const months: Record<string, number> = {};
[
  ['enero', 'january'],
  ['febrero', 'february'],
  ['marzo', 'march'],
  ['abril', 'april'],
  ['mayo', 'may'],
  ['junio', 'june'],
  ['julio', 'july'],
  ['agosto', 'august'],
  ['septiembre', 'setiembre', 'september'],
  ['octubre', 'october'],
  ['noviembre', 'november'],
  ['diciembre', 'december'],
].forEach((names, i) =>
  names.forEach((n) => {
    months[n] = i + 1;
    months[n.slice(0, 3)] = i + 1;
  }),
);

const numbers: Record<string, number> = {
  un: 1,
  una: 1,
  uno: 1,
  dos: 2,
  tres: 3,
  cuatro: 4,
  cinco: 5,
  seis: 6,
  siete: 7,
  ocho: 8,
  nueve: 9,
  diez: 10,
  media: 0.5,
  a: 1,
  an: 1,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  half: 0.5,
};

export function fold(s: string): string {
  return s
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .trim();
}

interface Clock {
  hour: number;
  minute: number;
}
type Reading<T> = { value: T; rest: string } | null;

/** The instant meant, in milliseconds, or null. A time of day that has passed today means tomorrow. */
export function parseDate(text: string, context: ParseContext): number | null {
  let rest = fold(text).replace(/[.,;!]+$/, '');
  if (!rest) return null;
  const ahead = relative(rest, context);
  if (ahead !== undefined) return ahead;
  const today = wall(context.now, context.zone);
  const date = readDay(rest, today);
  if (date) rest = date.rest;
  const time = readClock(rest);
  if (time) rest = time.rest;
  if (!date && !time) return null;
  if (
    rest
      .replace(
        /\b(el|la|las|los|a|al|antes|de|del|para|at|on|by|before|the|h|hs|hrs?|horas?|proximo|que|viene|next|this|este)\b/g,
        '',
      )
      .trim()
  )
    return null;
  return settle(date?.value ?? null, time?.value ?? null, today, context);
}

function settle(
  day: Wall | null,
  time: Clock | null,
  today: Wall,
  { now, zone, endOfDay = 17 * 60 }: ParseContext,
): number {
  const t = time ?? { hour: Math.floor(endOfDay / 60), minute: endOfDay % 60 };
  const at = instant({ ...(day ?? today), ...t }, zone);
  if (!day && at <= now) return instant({ ...addDays(today, 1), ...t }, zone);
  return at;
}

// "en 2 horas", "dentro de media hora", "in 3 days"; undefined when it is not of this form.
function relative(s: string, { now, zone, endOfDay = 17 * 60 }: ParseContext): number | null | undefined {
  const m = /^(?:en|dentro de|in|within) (\S+) (.+)$/.exec(s);
  if (!m) return undefined;
  const n = numbers[m[1]!] ?? Number(m[1]!.replace(',', '.'));
  if (!Number.isFinite(n) || n <= 0) return null;
  const unit = /^(min|hora|hour|hr|h$|dia|day|semana|week)\w*( y media| and a half)?$/.exec(m[2]!);
  if (!unit) return null;
  const many = n + (unit[2] ? 0.5 : 0);
  if (unit[1] === 'min') return now + many * 60_000;
  if (/^h/.test(unit[1]!)) return now + many * 3_600_000;
  const days = /^(semana|week)/.test(unit[1]!) ? many * 7 : many;
  const day = addDays(wall(now, zone), Math.round(days));
  return instant({ ...day, hour: Math.floor(endOfDay / 60), minute: endOfDay % 60 }, zone);
}

function readDay(s: string, today: Wall): Reading<Wall> {
  const take = (m: RegExpExecArray, value: Wall) => ({
    value,
    rest: `${s.slice(0, m.index)} ${s.slice(m.index + m[0].length)}`.trim(),
  });
  let m: RegExpExecArray | null;
  if ((m = /\bpasado manana\b|\bday after tomorrow\b/.exec(s))) return take(m, addDays(today, 2));
  if ((m = /\b(?:hoy|today|tonight)\b/.exec(s))) return take(m, today);
  if ((m = /(?<!la )(?<!de la )\b(?:manana|tomorrow)\b/.exec(s))) return take(m, addDays(today, 1));
  if ((m = /\b(\d{1,2})[/-](\d{1,2})(?:[/-](\d{2,4}))?\b/.exec(s))) return numeric(m, today, take);
  if (
    (m = /\b(\d{1,2})(?:st|nd|rd|th)? (?:de |of )?([a-z]{3,})(?: (?:de |del )?(\d{4}))?\b/.exec(s)) &&
    months[m[2]!]
  )
    return written(m, Number(m[1]), months[m[2]!]!, today, take);
  if ((m = /\b([a-z]{3,}) (\d{1,2})(?:st|nd|rd|th)?\b/.exec(s)) && months[m[1]!])
    return written(m, Number(m[2]), months[m[1]!]!, today, take);
  if ((m = /\b([a-z]{3,9})(?: (\d{1,2})(?![\d:.]| ?h| ?[ap]m))?\b/.exec(weekdayPart(s))) && weekdays[m[1]!])
    return weekday(s, m[1]!, today);
  return null;
}

const weekdayPart = (s: string) => s.split(' ').find((w) => weekdays[w]) ?? '';

// The next such weekday; the weekday of today means a week ahead.
function weekday(s: string, name: string, today: Wall): Reading<Wall> {
  const ahead = (weekdays[name]! - today.weekday + 7) % 7 || 7;
  const day = addDays(today, ahead);
  const pattern = new RegExp(`\\b${name}\\b(?: ${day.day}\\b(?![:.]))?`);
  return { value: day, rest: s.replace(pattern, '').replace(/\s+/g, ' ').trim() };
}

type Take = (m: RegExpExecArray, value: Wall) => { value: Wall; rest: string };
function numeric(m: RegExpExecArray, today: Wall, take: Take): Reading<Wall> {
  const year = m[3] ? Number(m[3].length === 2 ? `20${m[3]}` : m[3]) : undefined;
  return calendarDay(m, Number(m[1]), Number(m[2]), year, today, take);
}
function written(m: RegExpExecArray, day: number, month: number, today: Wall, take: Take): Reading<Wall> {
  return calendarDay(m, day, month, m[3] ? Number(m[3]) : undefined, today, take);
}
function calendarDay(
  m: RegExpExecArray,
  day: number,
  month: number,
  year: number | undefined,
  today: Wall,
  take: Take,
): Reading<Wall> {
  const past = month < today.month || (month === today.month && day < today.day);
  const y = year ?? today.year + (past ? 1 : 0);
  const real = new Date(Date.UTC(y, month - 1, day));
  if (month < 1 || month > 12 || real.getUTCDate() !== day) return null;
  return take(m, { ...addDays({ ...today, year: y, month, day }, 0) });
}

function readClock(s: string): Reading<Clock> {
  const word = /\b(?:al? |at )?(mediodia|noon|midday)\b/.exec(s);
  if (word) return { value: { hour: 12, minute: 0 }, rest: s.replace(word[0], '').trim() };
  const m =
    /(?:\b(?:a las?|las?|at|by|before|antes de las?|antes del?)\s+)?\b(\d{1,2})(?:(?::|\.|h)(\d{2}))?\s*(?:(y media|y cuarto)\b)?\s*(?:(am|pm|a\.? ?m|p\.? ?m|de la manana|de la tarde|de la noche|h|hs)\b\.?)?/.exec(
      s,
    );
  if (!m) return null;
  let hour = Number(m[1]);
  const minute = m[2] ? Number(m[2]) : m[3] === 'y media' ? 30 : m[3] === 'y cuarto' ? 15 : 0;
  const half = (m[4] ?? '').replace(/[. ]/g, '');
  if (/^(pm|delatarde|delanoche)$/.test(half) && hour < 12) hour += 12;
  else if (/^(am|delamanana)$/.test(half)) hour = hour % 12;
  else if (!half && !m[2] && hour >= 1 && hour <= 6) hour += 12; // "a las 5" at work is the afternoon
  if (hour > 23 || minute > 59) return null;
  return { value: { hour, minute }, rest: `${s.slice(0, m.index)} ${s.slice(m.index + m[0].length)}`.trim() };
}
