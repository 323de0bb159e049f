import { createInfiniteQuery, createQuery } from '@tanstack/svelte-query';
import { get } from '$lib/api/client';
import type { Customer, CustomerRow, Page } from '$lib/api/types';

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
