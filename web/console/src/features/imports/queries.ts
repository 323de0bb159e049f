import { createInfiniteQuery, createQuery } from '@tanstack/svelte-query';
import { get } from '$lib/api/client';
import type { List, Page } from '$lib/api/types';
import type { components } from '$lib/api/schema';
import { client } from '$lib/state/queries';

type Schemas = components['schemas'];
export type Import = Schemas['Import'];
export type ImportRow = Schemas['ImportRow'];
export type Target = Schemas['ImportTarget'];
export type RowVerdict = Schemas['RowVerdict'];
export type RowOutcome = Schemas['RowOutcome'];
export type OnMatch = Schemas['OnMatch'];
export type OnDuplicate = Schemas['OnDuplicate'];

export const atWork = (i: Import) => i.state === 'checking' || i.state === 'running' || i.state === 'undoing';

export const importsQuery = () =>
  createQuery(() => ({
    queryKey: ['imports'],
    queryFn: () => get<List<Import>>('/imports'),
    refetchInterval: (q: { state: { data?: List<Import> } }) =>
      q.state.data?.items.some(atWork) ? 2000 : false,
  }));

/** Asked again and again while it is at work. */
export const importQuery = (id: () => number) =>
  createQuery(() => ({
    queryKey: ['imports', id()],
    queryFn: () => get<Import>(`/imports/${id()}`),
    refetchInterval: (q: { state: { data?: Import } }) =>
      q.state.data && atWork(q.state.data) ? 700 : false,
  }));

export const targetsQuery = () =>
  createQuery(() => ({
    queryKey: ['import-targets'],
    queryFn: () => get<List<Target>>('/import-targets'),
  }));

export interface WhichRows {
  verdict?: RowVerdict;
  outcome?: RowOutcome;
}
export const rowsQuery = (which: () => { id: number } & WhichRows) =>
  createInfiniteQuery(() => ({
    queryKey: ['imports', which().id, 'rows', which().verdict ?? '', which().outcome ?? ''],
    queryFn: ({ pageParam }) =>
      get<Page<ImportRow>>(`/imports/${which().id}/rows`, {
        verdict: which().verdict,
        outcome: which().outcome,
        cursor: pageParam,
      }),
    initialPageParam: '',
    getNextPageParam: (last: Page<ImportRow>) => last.next ?? undefined,
  }));

export function shown(i: Import): void {
  client.setQueryData(['imports', i.id], i);
  void client.invalidateQueries({ queryKey: ['imports'] });
}
