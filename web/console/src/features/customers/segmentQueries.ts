import { createInfiniteQuery, createQuery } from '@tanstack/svelte-query';
import { get, post } from '$lib/api/client';
import type { Page } from '$lib/api/types';
import { client } from '$lib/state/queries';
import type { Count, Filter, ListedCustomer, OwnField, Purpose, Segment } from './segments';

/** What one looks at: a segment, or a filter of one's own; narrowed by what was typed. */
export interface Look {
  segment: number | null;
  filter: string;
  q: string;
  sort: 'name' | 'newest';
}

export const listQuery = (look: () => Look) =>
  createInfiniteQuery(() => ({
    queryKey: ['customers', 'list', look()],
    queryFn: ({ pageParam, signal }) => {
      const l = look();
      return get<Page<ListedCustomer>>(
        '/customers',
        { q: l.q, segment: l.segment, filter: l.filter, sort: l.sort, cursor: pageParam },
        signal,
      );
    },
    initialPageParam: '',
    getNextPageParam: (last: Page<ListedCustomer>) => last.next ?? undefined,
    placeholderData: (before) => before,
    staleTime: 20_000,
  }));
export const segmentsQuery = () =>
  createQuery(() => ({
    queryKey: ['segments'],
    queryFn: () => get<{ items: Segment[]; ready: boolean }>('/segments'),
    staleTime: 60_000,
  }));
export const segmentCountQuery = (id: () => number) =>
  createQuery(() => ({
    queryKey: ['segments', 'count', id()],
    queryFn: () => get<Count>(`/segments/${id()}/count`),
    staleTime: 20_000,
    retry: false,
  }));
export const countQuery = (filter: () => Filter | null) =>
  createQuery(() => ({
    queryKey: ['customers', 'count', filter()],
    queryFn: () => post<Count>('/segments/count', { filter: filter() }),
    enabled: filter() !== null,
    placeholderData: (before: Count | undefined) => before,
    staleTime: 20_000,
    retry: false,
  }));
export const ownFieldsQuery = () =>
  createQuery(() => ({
    queryKey: ['customer-fields'],
    queryFn: async () => await get<{ items: OwnField[] } | OwnField[]>('/customer-fields'),
    select: listOf<OwnField>,
    staleTime: 60_000,
  }));
export const purposesQuery = () =>
  createQuery(() => ({
    queryKey: ['consent-purposes'],
    queryFn: () => get<{ items: Purpose[] } | Purpose[]>('/consent-purposes'),
    select: listOf<Purpose>,
    staleTime: 60_000,
  }));
export const tagsQuery = () =>
  createQuery(() => ({
    queryKey: ['customer-tags'],
    queryFn: () => get<{ items: { name: string }[] } | { name: string }[]>('/customer-tags'),
    select: (d) => listOf(d).map((t) => t.name),
    staleTime: 60_000,
  }));

const listOf = <T>(answer: { items: T[] } | T[]): T[] => (Array.isArray(answer) ? answer : answer.items);

export function refreshSegments(): void {
  for (const queryKey of [['segments'], ['customers']]) void client.invalidateQueries({ queryKey });
}
