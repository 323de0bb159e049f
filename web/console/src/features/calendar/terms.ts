import type { Term } from '$lib/api/types';
import { plural } from '$lib/text/text';
import * as m from '$m';

export const units: Term['unit'][] = [
  'working_minutes',
  'working_hours',
  'business_days',
  'natural_days',
  'natural_hours',
];
export const unitName = (u: Term['unit']) =>
  ({
    working_minutes: m.unit_minutes,
    working_hours: m.unit_hours,
    business_days: m.unit_business,
    natural_days: m.unit_natural,
    natural_hours: m.unit_natural_hours,
  })[u]();

/** "2 horas de atención", "5 días hábiles". */
export function termWords(t: Term | null | undefined): string {
  if (!t) return m.no_deadline();
  const forms = {
    working_minutes: [m.term_minutes_one, m.term_minutes_other],
    working_hours: [m.term_hours_one, m.term_hours_other],
    business_days: [m.term_business_one, m.term_business_other],
    natural_days: [m.term_natural_one, m.term_natural_other],
    natural_hours: [m.term_natural_hours_one, m.term_natural_hours_other],
  } as const;
  const [one, other] = forms[t.unit];
  return plural(t.amount, one, other);
}
