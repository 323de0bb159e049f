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

/** "3 de diciembre": a birthday has no hour and no zone, and nobody's age is shown. */
export function birthdayWords(date: string, language: Language): string {
  return new Intl.DateTimeFormat(language, { day: 'numeric', month: 'long', timeZone: 'UTC' }).format(
    Date.parse(`${date.slice(0, 10)}T00:00:00Z`),
  );
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
