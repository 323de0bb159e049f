// C4: how a person likes to be treated, in what it means today.
import type { components } from '$lib/api/schema';
import type { Language } from '$lib/api/types';
import { clock, wall } from '$lib/time/zone';
import * as m from '$m';

type IdentifierKind = components['schemas']['IdentifierKind'];

/** Whether it is now within the person's quiet hours, which may cross midnight. */
export function inQuietHours(
  p: { quiet_from?: string | null; quiet_to?: string | null },
  now: number,
  zone: string,
): boolean {
  if (!p.quiet_from || !p.quiet_to) return false;
  const t = clock(wall(now, zone));
  const [from, to] = [p.quiet_from.slice(0, 5), p.quiet_to.slice(0, 5)];
  return from <= to ? t >= from && t < to : t >= from || t < to;
}

/** "3 de diciembre": a birthday has no hour and no zone, and nobody's age is shown. "--12-03" tells no year. */
export function birthdayWords(date: string, language: Language): string {
  const day = date.slice(-5);
  return new Intl.DateTimeFormat(language, { day: 'numeric', month: 'long', timeZone: 'UTC' }).format(
    Date.parse(`2000-${day}T00:00:00Z`), // a leap year
  );
}

/** The parts of "1988-12-03" and "--12-03" as one types them; nothing: all empty. */
export function birthdayParts(date: string): { day: string; month: string; year: string } {
  const [year = '', month = '', day = ''] = /^(\d{4}|-)-(\d{2})-(\d{2})$/.exec(date)?.slice(1) ?? [];
  return {
    day: day && String(Number(day)),
    month: month && String(Number(month)),
    year: year === '-' ? '' : year,
  };
}
/** And back. A day without its month is handed on as it is: whoever keeps it says what is missing. */
export function birthdayFrom(p: { day: string; month: string; year: string }): string {
  if (!p.day && !p.month && !p.year) return '';
  const two = (s: string) => s.padStart(2, '0');
  return `${p.year ? p.year.padStart(4, '0') : '-'}-${two(p.month)}-${two(p.day)}`;
}

/** What an identifier is, in words. */
export const identifierName = (kind: IdentifierKind): string =>
  ({
    email: m.p_email,
    phone: m.p_phone,
    document: m.p_document,
    whatsapp: () => 'WhatsApp',
    telegram: () => 'Telegram',
    instagram: () => 'Instagram',
    facebook: () => 'Facebook',
    address: m.pr_address,
  })[kind]?.() ?? kind;
