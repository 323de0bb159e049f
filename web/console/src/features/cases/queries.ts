// What the inbox and a case fetch, and how a change by this person lands in what is shown.
import { createInfiniteQuery, createQuery } from '@tanstack/svelte-query';
import { get, post, put, request } from '$lib/api/client';
import type {
  Bond,
  CaseBody,
  CaseRow,
  CaseVerb,
  CaseView,
  MergePreview,
  Page,
  Person,
  Team,
  ViewCount,
} from '$lib/api/types';
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

/** What joining `other` to `id` would do. */
export const joinPreviewQuery = (pair: () => { id: number; other: number } | null) =>
  createQuery(() => {
    const p = pair();
    return {
      queryKey: ['joinPreview', p?.id, p?.other],
      queryFn: () => get<MergePreview>(`/cases/${p!.id}/merges/preview`, { case_id: p!.other }),
      enabled: !!p,
      staleTime: 0,
      gcTime: 0,
      retry: false,
    };
  });
export async function join(p: MergePreview, sure: boolean, key: string): Promise<CaseView> {
  const body = { case_id: p.loser.id, version: p.loser_version, other_customer: sure };
  const path = `/cases/${p.winner.id}/merges`;
  const view = landed(await request<CaseView>('POST', path, { body, key, version: p.winner_version }));
  void client.invalidateQueries({ queryKey: ['case', p.loser.id] });
  return view;
}
export async function split(view: CaseView, body: CaseBody<'splits'>, key: string): Promise<CaseView> {
  const { id, version } = view.case;
  const fresh = landed(await request<CaseView>('POST', `/cases/${id}/splits`, { body, key, version }));
  void client.invalidateQueries({ queryKey: ['case', id] });
  return fresh;
}
export async function undoBond(id: number, b: Bond): Promise<CaseView> {
  const kind = b.bond === 'joined' ? 'merges' : 'splits';
  const of = b.bond === 'split_from' ? b.other.id : id;
  const view = landed(await post<CaseView>(`/cases/${of}/${kind}/${b.id}/undoing`));
  for (const other of [id, b.other.id])
    if (other !== view.case.id) void client.invalidateQueries({ queryKey: ['case', other] });
  return view;
}
