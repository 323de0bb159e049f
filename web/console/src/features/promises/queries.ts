import { createInfiniteQuery } from '@tanstack/svelte-query';
import { get } from '$lib/api/client';
import type { CaseView, Page, PromiseView } from '$lib/api/types';
import { client } from '$lib/state/queries';

export type PromiseQuery = Record<string, string>;
export const promisesQuery = (query: () => PromiseQuery) =>
  createInfiniteQuery(() => ({
    queryKey: ['promises', query()],
    queryFn: ({ pageParam }) => get<Page<PromiseView>>('/promises', { ...query(), cursor: pageParam }),
    initialPageParam: '',
    getNextPageParam: (last: Page<PromiseView>) => last.next ?? undefined,
  }));

/** A promise changed here: shown at once in its case, and wherever promises are listed. */
export function refreshPromise(p: PromiseView): void {
  if (p.case_id) {
    client.setQueryData<CaseView>(
      ['case', p.case_id],
      (v) => v && { ...v, promises: v.promises.map((x) => (x.id === p.id ? p : x)) },
    );
    void client.invalidateQueries({ queryKey: ['case', p.case_id] });
  }
  for (const queryKey of [['promises'], ['views'], ['cases']]) void client.invalidateQueries({ queryKey });
}
