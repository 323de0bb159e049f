import { createInfiniteQuery, createQuery } from '@tanstack/svelte-query';
import { get } from '$lib/api/client';
import type { components } from '$lib/api/schema';
import type { Page } from '$lib/api/types';
import { client } from '$lib/state/queries';
import * as m from '$m';

export type RightsRequest = components['schemas']['RightsRequest'];
export type RightKind = components['schemas']['RightKind'];

export const requestsQuery = (open: () => boolean, customer: () => number | null) =>
  createQuery(() => ({
    queryKey: ['rights', open(), customer()],
    queryFn: () =>
      get<Page<RightsRequest>>('/rights-requests', {
        answered: open() ? null : true,
        customer: customer(),
        limit: 200,
      }),
    staleTime: 20_000,
  }));

export type BlockedPerson = components['schemas']['BlockedPerson'];
export const blockedQuery = () =>
  createInfiniteQuery(() => ({
    queryKey: ['rights', 'blocked'],
    queryFn: ({ pageParam }) =>
      get<Page<BlockedPerson>>('/blocked-customers', { limit: 50, cursor: pageParam }),
    initialPageParam: '',
    getNextPageParam: (last: Page<BlockedPerson>) => last.next ?? undefined,
    staleTime: 20_000,
  }));

/** What was done about somebody's data may have changed what the rest of the console shows of them. */
export function refreshRequests(): void {
  for (const queryKey of [['rights'], ['customers'], ['customer']])
    void client.invalidateQueries({ queryKey });
}

/** What may be answered by blocking the person's data. */
export const mayBlock = (k: RightKind) => k === 'restriction' || k === 'erasure' || k === 'objection';

export const rightKinds: RightKind[] = [
  'access',
  'correction',
  'erasure',
  'restriction',
  'portability',
  'objection',
];
export const rightName = (k: RightKind) =>
  ({
    access: m.ri_access,
    correction: m.ri_correction,
    erasure: m.ri_erasure,
    restriction: m.ri_restriction,
    portability: m.ri_portability,
    objection: m.ri_objection,
  })[k]();
