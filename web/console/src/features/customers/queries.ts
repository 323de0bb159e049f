import { createInfiniteQuery, createQuery } from '@tanstack/svelte-query';
import { get } from '$lib/api/client';
import type { Customer, CustomerHistory, CustomerRow, Page } from '$lib/api/types';

export const customersQuery = (q: () => string) =>
  createInfiniteQuery(() => ({
    queryKey: ['customers', q()],
    queryFn: ({ pageParam, signal }) =>
      get<Page<CustomerRow>>('/customers', { q: q(), cursor: pageParam }, signal),
    initialPageParam: '',
    getNextPageParam: (last: Page<CustomerRow>) => last.next ?? undefined,
    placeholderData: (before) => before,
  }));
export const customerQuery = (id: () => number) =>
  createQuery(() => ({ queryKey: ['customer', id()], queryFn: () => get<Customer>(`/customers/${id()}`) }));
export const historyQuery = (id: () => number) =>
  createQuery(() => ({
    queryKey: ['customer', id(), 'history'],
    queryFn: () => get<CustomerHistory>(`/customers/${id()}/history`),
  }));
