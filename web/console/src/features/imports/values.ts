// What a row would change, in words: the API tells values as they are kept.
import type { Channel, Language, Treatment } from '$lib/api/types';
import { channelName, treatmentName } from '$lib/text/labels';
import { birthdayParts, birthdayWords } from '$features/customers/person';
import { valueWords, type OwnField } from '$features/customers/profile';
import * as m from '$m';

/** `field` as a row's change names it: "birthday", "own:talla". */
export function changeWords(field: string, value: string, own: OwnField[], language: Language): string {
  if (!value) return value;
  switch (field) {
    case 'treatment':
      return treatmentName(value as Treatment);
    case 'preferred_channel':
      return channelName(value as Channel);
    case 'do_not_contact':
      return value === 'yes' ? m.yes() : m.no();
    case 'birthday':
      return [birthdayWords(value, language), birthdayParts(value).year].filter(Boolean).join(' · ');
  }
  const of = field.startsWith('own:') && own.find((f) => f.key === field.slice(4));
  return of ? valueWords({ type: of.type, value }) : value;
}
