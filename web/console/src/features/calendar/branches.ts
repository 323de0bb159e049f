// Branches of the house in other regions.
import { createQuery } from '@tanstack/svelte-query';
import { get } from '$lib/api/client';
import type { components } from '$lib/api/schema';
import type { List } from '$lib/api/types';

export type Branch = components['schemas']['BranchView'];

export const branchesQuery = () =>
  createQuery(() => ({
    queryKey: ['branches'],
    queryFn: () => get<List<Branch>>('/calendar/branches'),
  }));
