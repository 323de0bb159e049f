// Who is away: what screens of people and of handing over say about it.
import { createQuery } from '@tanstack/svelte-query';
import { get } from '$lib/api/client';
import type { Absence, Person } from '$lib/api/types';
import { dayOf } from '$lib/text/text';
import * as m from '$m';

export const absencesQuery = () =>
  createQuery(() => ({
    queryKey: ['absences'],
    queryFn: () => get<{ items: Absence[] }>('/absences'),
  }));

/** "el jueves 3" of a date without an hour; at noon, so that no zone makes it the day before. */
export const dayWords = (iso: string) => dayOf(`${iso}T12:00:00Z`);

/** "Rosa · ausente hasta el jueves 3", wherever somebody is chosen. */
export const withAbsence = (p: Pick<Person, 'name' | 'away_until'>) =>
  p.away_until ? `${p.name} · ${m.away_until({ day: dayWords(p.away_until) })}` : p.name;
