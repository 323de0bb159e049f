import { createInfiniteQuery, createQuery } from '@tanstack/svelte-query';
import { get } from '$lib/api/client';
import type { components } from '$lib/api/schema';
import type { Customer, Page } from '$lib/api/types';
import { client } from '$lib/state/queries';

type Schemas = components['schemas'];
export type Duplicate = Schemas['Duplicate'];
export type Suspect = Schemas['Suspect'];
export type Merge = Schemas['Merge'];
export type Moved = Schemas['Moved'];
export type Reason = Schemas['Reason'];
export type MergeRequest = Schemas['MergeCustomers'];

export const suspectsQuery = () =>
  createInfiniteQuery(() => ({
    queryKey: ['duplicates'],
    queryFn: ({ pageParam, signal }) =>
      get<Page<Suspect>>('/customer-duplicates', { cursor: pageParam }, signal),
    initialPageParam: '',
    getNextPageParam: (last: Page<Suspect>) => last.next ?? undefined,
    staleTime: 0,
  }));
export const duplicatesOfQuery = (id: () => number) =>
  createQuery(() => ({
    queryKey: ['customer', id(), 'duplicates'],
    queryFn: () => get<Page<Duplicate>>(`/customers/${id()}/duplicates`),
    staleTime: 60_000,
  }));
/** Both at once, as they are now: what is merged is what is shown. */
export const pairQuery = (ids: () => [number, number]) =>
  createQuery(() => ({
    queryKey: ['merge', ...ids()],
    queryFn: () => Promise.all(ids().map((id) => get<Customer>(`/customers/${id}`))),
    staleTime: 0,
    gcTime: 0,
  }));

/** Whatever shows either of them, or the list of pairs. */
export function refreshCustomers(...ids: number[]): void {
  void client.invalidateQueries({ queryKey: ['duplicates'] });
  void client.invalidateQueries({ queryKey: ['customers'] });
  for (const id of ids) void client.invalidateQueries({ queryKey: ['customer', id] });
}
