import { createQuery } from '@tanstack/svelte-query';
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

export function refreshRequests(): void {
  void client.invalidateQueries({ queryKey: ['rights'] });
}

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
