// What the console asks about dates and rules.
import { createQuery } from '@tanstack/svelte-query';
import { get } from '$lib/api/client';
import type { CaseDates } from '$lib/api/types';

export const datesQuery = (id: () => number, version: () => number) =>
  createQuery(() => ({
    queryKey: ['case-dates', id(), version()],
    queryFn: () => get<CaseDates>(`/cases/${id()}/dates`),
  }));
