// What the console asks about dates and rules.
import { createQuery } from '@tanstack/svelte-query';
import { get } from '$lib/api/client';
import type { CaseDates } from '$lib/api/types';
import { app } from '$lib/state/app.svelte';

/** "2026-11-20" → "20 de noviembre de 2026". */
export const longDay = (iso: string) =>
  new Intl.DateTimeFormat(app.language, { dateStyle: 'long', timeZone: 'UTC' }).format(
    new Date(`${iso.slice(0, 10)}T12:00:00Z`),
  );

export const datesQuery = (id: () => number, version: () => number) =>
  createQuery(() => ({
    queryKey: ['case-dates', id(), version()],
    queryFn: () => get<CaseDates>(`/cases/${id()}/dates`),
  }));
