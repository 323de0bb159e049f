import { createQuery } from '@tanstack/svelte-query';
import { get } from '$lib/api/client';
import type { Person } from '$lib/api/types';
import { client } from '$lib/state/queries';

export const staffQuery = (inactive: () => boolean) =>
  createQuery(() => ({
    queryKey: ['people', { inactive: inactive() }],
    queryFn: () => get<{ items: Person[] }>('/people', inactive() ? { inactive: 1 } : {}),
  }));

export function refreshTeam(): void {
  for (const queryKey of [['people'], ['teams'], ['load']]) void client.invalidateQueries({ queryKey });
}
