// Dates as people say them, in the organisation's zone: "hoy a las 17:00", "el jueves 3 a las 9:00". Never a bare timestamp.
import type { Language } from '../api/types';
import { dayDistance, wall } from './zone';

const intl = new Map<string, Intl.DateTimeFormat>();
function part(language: Language, zone: string, o: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = language + zone + JSON.stringify(o);
  let f = intl.get(key);
  if (!f) intl.set(key, (f = new Intl.DateTimeFormat(language, { timeZone: zone, ...o })));
  return f;
}

export interface Say {
  language: Language;
  zone: string;
  now: number;
}

export function hour(at: number, { language, zone }: Say): string {
  void language;
  const w = wall(at, zone);
  return `${w.hour}:${String(w.minute).padStart(2, '0')}`;
}

/** "hoy", "mañana", "ayer", "el jueves 3", "el 3 de diciembre", with the year when it is another one. */
export function day(at: number, say: Say): string {
  const { language: l, zone, now } = say;
  const distance = dayDistance(now, at, zone);
  const near = {
    es: { '-1': 'ayer', 0: 'hoy', 1: 'mañana' },
    en: { '-1': 'yesterday', 0: 'today', 1: 'tomorrow' },
  }[l] as Record<number, string>;
  if (near[distance]) return near[distance];
  if (Math.abs(distance) < 7) {
    const weekday = part(l, zone, { weekday: 'long' }).format(at);
    const number = wall(at, zone).day;
    return l === 'es' ? `el ${weekday} ${number}` : `${weekday} ${number}`;
  }
  const year = wall(at, zone).year === wall(now, zone).year ? undefined : ('numeric' as const);
  const date = part(l, zone, { day: 'numeric', month: 'long', year }).format(at);
  return l === 'es' ? `el ${date}` : date;
}

/** "hoy a las 17:00". */
export function dateHour(at: number, say: Say): string {
  const h = hour(at, say);
  if (say.language === 'en') return `${day(at, say)} at ${h}`;
  return `${day(at, say)} ${wall(at, say.zone).hour === 1 ? 'a la' : 'a las'} ${h}`;
}

/** As short as a list allows: "14:05" today, "ayer", "jue 3", "3 dic", "3 dic 2025". */
export function shortDate(at: number, say: Say): string {
  const { language: l, zone, now } = say;
  const distance = dayDistance(now, at, zone);
  if (distance === 0) return hour(at, say);
  if (distance === -1 || distance === 1) return day(at, say);
  const clean = (s: string) => s.replace(/\./g, '').replace(',', '');
  if (Math.abs(distance) < 7) return clean(part(l, zone, { weekday: 'short', day: 'numeric' }).format(at));
  const year = wall(at, zone).year === wall(now, zone).year ? undefined : ('numeric' as const);
  return clean(part(l, zone, { day: 'numeric', month: 'short', year }).format(at));
}

/** A heading for a day in a conversation: "Hoy", "Ayer", "Jueves 3 de diciembre". */
export function dayHeading(at: number, say: Say): string {
  const distance = dayDistance(say.now, at, say.zone);
  const year = wall(at, say.zone).year === wall(say.now, say.zone).year ? undefined : ('numeric' as const);
  const words =
    Math.abs(distance) <= 1
      ? day(at, say)
      : part(say.language, say.zone, { weekday: 'long', day: 'numeric', month: 'long', year }).format(at);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The whole date, for the top of a day: "Sábado, 21 de noviembre". */
export function fullDate(at: number, { language, zone }: Say): string {
  const words = part(language, zone, { weekday: 'long', day: 'numeric', month: 'long' }).format(at);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A length of time, in at most two units: "40 min", "3 h 10 min", "2 días". */
export function duration(minutes: number, language: Language): string {
  const m = Math.max(0, Math.round(minutes));
  if (m < 60) return `${m} min`;
  if (m < 24 * 60) return m % 60 ? `${Math.floor(m / 60)} h ${m % 60} min` : `${m / 60} h`;
  const days = Math.round(m / (24 * 60));
  const unit = language === 'es' ? ['día', 'días'] : ['day', 'days'];
  return `${days} ${days === 1 ? unit[0] : unit[1]}`;
}

/** How long from now, or ago: "en 40 min", "hace 2 días", "in 3 h". Under a minute: "ahora". */
export function fromNow(at: number, { language, now }: Say): string {
  const minutes = Math.round((at - now) / 60_000);
  if (minutes === 0) return language === 'es' ? 'ahora' : 'now';
  const rough =
    Math.abs(minutes) > 180 && Math.abs(minutes) < 24 * 60 ? Math.round(minutes / 60) * 60 : minutes;
  const length = duration(Math.abs(rough), language);
  if (language === 'es') return minutes > 0 ? `en ${length}` : `hace ${length}`;
  return minutes > 0 ? `in ${length}` : `${length} ago`;
}

/** Seconds a person waited: "12 s", "2 min 5 s". */
export function wait(seconds: number): string {
  const s = Math.round(seconds);
  if (s < 60) return `${s} s`;
  return s < 3600
    ? `${Math.floor(s / 60)} min${s % 60 ? ` ${s % 60} s` : ''}`
    : `${Math.floor(s / 3600)} h ${Math.round((s % 3600) / 60)} min`;
}
