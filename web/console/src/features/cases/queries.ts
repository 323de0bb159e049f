// What the inbox and a case fetch, and how a change by this person lands in what is shown.
import { createInfiniteQuery, createQuery } from '@tanstack/svelte-query';
import { get, post, put } from '$lib/api/client';
import type { CaseBody, CaseRow, CaseVerb, CaseView, Page, Person, Team, ViewCount } from '$lib/api/types';
import { client } from '$lib/state/queries';
import { apiQuery, type ListState } from './filters';

export const viewsQuery = () =>
  createQuery(() => ({ queryKey: ['views'], queryFn: () => get<{ items: ViewCount[] }>('/views') }));

export const listQuery = (state: () => ListState) =>
  createInfiniteQuery(() => ({
    queryKey: ['cases', apiQuery(state())],
    queryFn: ({ pageParam, signal }) =>
      get<Page<CaseRow>>('/cases', { ...apiQuery(state()), cursor: pageParam }, signal),
    initialPageParam: '',
    getNextPageParam: (last: Page<CaseRow>) => last.next ?? undefined,
  }));

const caseOptions = (id: number) => ({
  queryKey: ['case', id],
  queryFn: () => get<CaseView>(`/cases/${id}`),
});
export const caseQuery = (id: () => number) => createQuery(() => caseOptions(id()));
/** Called when a row is about to be opened, so that the click finds it here. */
export const prefetchCase = (id: number) => void client.prefetchQuery(caseOptions(id));

export const peopleQuery = () =>
  createQuery(() => ({ queryKey: ['people'], queryFn: () => get<{ items: Person[] }>('/people') }));
export const teamsQuery = () =>
  createQuery(() => ({ queryKey: ['teams'], queryFn: () => get<{ items: Team[] }>('/teams') }));

/** Shows the case as the server answered it; lists and counts are fetched again by the live change that follows. */
export function landed(view: CaseView): CaseView {
  client.setQueryData(['case', view.case.id], view);
  for (const k of [
    ['views'],
    ['cases'],
    ['promises'],
    ['customer', view.case.customer.id, 'open'],
    ['customer', view.case.customer.id, 'timeline'],
  ])
    void client.invalidateQueries({ queryKey: k });
  return view;
}

/** POST /cases/{id}/<verb>; the body is checked against the API's own description. */
export const act = async <V extends CaseVerb>(id: number, verb: V, body: CaseBody<V>, key?: string) =>
  landed(await post<CaseView>(`/cases/${id}/${verb}`, body, key));
export const choose = async (id: number, option: number) =>
  landed(await post<CaseView>(`/cases/${id}/options/${option}/choice`));
export const actPut = async (id: number, verb: string, body: unknown) =>
  landed(await put<CaseView>(`/cases/${id}/${verb}`, body));
