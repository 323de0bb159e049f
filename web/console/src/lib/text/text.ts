// Small helpers for what is said on screen.
import { app } from '$lib/state/app.svelte';
import * as words from '$lib/time/words';
import { dayDistance } from '$lib/time/zone';
import * as m from '$m';

const ms = (at: string | number) => (typeof at === 'number' ? at : Date.parse(at));

/** "hoy a las 17:00" in the organisation's zone and the person's language. */
export const when = (at: string | number) => words.dateHour(ms(at), app.say);
export const dayOf = (at: string | number) => words.day(ms(at), app.say);
/** With the hour when it is yesterday, today or tomorrow; the day alone when it is further. */
export const nearWhen = (at: string | number) =>
  Math.abs(dayDistance(app.now, ms(at), app.zone)) <= 1 ? when(at) : dayOf(at);
export const hourOf = (at: string | number) => words.hour(ms(at), app.say);
export const short = (at: string | number) => words.shortDate(ms(at), app.say);
export const ago = (at: string | number) => words.fromNow(ms(at), app.say);
export const heading = (at: string | number) => words.dayHeading(ms(at), app.say);
export const fullDate = (at: number) => words.fullDate(at, app.say);
export const length = (minutes: number) => words.duration(minutes, app.language);

/** Picks the text for one or for many; both languages we speak have two forms. */
export function plural(
  n: number,
  one: (p: { n: string }) => string,
  other: (p: { n: string }) => string,
): string {
  const shown = { n: number(n) };
  return new Intl.PluralRules(app.language).select(n) === 'one' ? one(shown) : other(shown);
}

/** Spanish as the organisation's country writes figures: 20,000 in Lima, 20.000 in Madrid. */
const figures = () => (app.language === 'es' ? `es-${app.organisation?.country ?? 'PE'}` : 'en');
export const number = (n: number) => new Intl.NumberFormat(figures()).format(n);
export const percent = (share: number) =>
  new Intl.NumberFormat(app.language === 'es' ? 'es' : 'en', {
    style: 'percent',
    maximumFractionDigits: 0,
  }).format(share);
export function money(cents: number, currency = app.organisation?.currency ?? 'PEN'): string {
  return new Intl.NumberFormat(figures(), { style: 'currency', currency }).format(cents / 100);
}
/** What someone may give away without asking; nothing is said as such, not as 0.00. */
export const allowanceWords = (cents: number) =>
  cents > 0 ? m.allowance_is({ amount: money(cents) }) : m.allowance_none();
export function size(bytes: number): string {
  const n = (x: number) => new Intl.NumberFormat(app.language, { maximumFractionDigits: 1 }).format(x);
  return bytes < 1_000_000 ? `${n(Math.max(1, Math.round(bytes / 1000)))} kB` : `${n(bytes / 1_000_000)} MB`;
}
/** A person may arrive as a name or as {id, name}. */
export const nameOf = (who: { name?: string } | string | null | undefined) =>
  typeof who === 'string' ? who : (who?.name ?? '');
export const initials = (name: string) =>
  name
    .split(/\s+/)
    .filter((w) => /^\p{L}/u.test(w))
    .slice(0, 2)
    .map((w) => w[0]!.toUpperCase())
    .join('');
export const capital = (s: string) => s.charAt(0).toUpperCase() + s.slice(1);
