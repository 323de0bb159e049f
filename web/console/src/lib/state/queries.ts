import { QueryClient } from '@tanstack/svelte-query';
import { retryable } from '$lib/api/client';

// Live changes say when something is stale, so nothing is fetched again merely because time passed or a window was focused;
// half an hour is the safety net for a connection that died without telling.
export const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30 * 60_000,
      gcTime: 30 * 60_000,
      refetchOnWindowFocus: false,
      networkMode: 'always',
      retry: (count, error) => count < 4 && retryable(error),
    },
    mutations: { networkMode: 'always' },
  },
});
