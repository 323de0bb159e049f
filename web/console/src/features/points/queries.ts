// The points of a claim: what the case's panel and the composer fetch. Their key begins with the case's, so that a live change
// of the case fetches them again.
import { createQuery } from '@tanstack/svelte-query';
import { get, post, request } from '$lib/api/client';
import type { components } from '$lib/api/schema';
import type { List } from '$lib/api/types';
import { client } from '$lib/state/queries';

type Schemas = components['schemas'];
export type Points = Schemas['PointList'];
export type Point = Schemas['PointView'];
export type PointDecision = Schemas['PointDecision'];
export type PointSuggestion = Schemas['SuggestedPoint'];
export type PointFinding = Schemas['PointFinding'];

export const pointsQuery = (id: () => number) =>
  createQuery(() => ({
    queryKey: ['case', id(), 'points'],
    queryFn: () => get<Points>(`/cases/${id()}/points`),
  }));

/** The points as the server answered them. */
function landed(id: number, points: Points): Points {
  client.setQueryData(['case', id, 'points'], points);
  return points;
}

export const suggestPoints = async (id: number): Promise<PointSuggestion[]> =>
  (await get<List<PointSuggestion>>(`/cases/${id}/point-suggestions`)).items;

export interface NewPoint {
  text: string;
  contact_id?: number;
}
export const addPoints = async (id: number, items: NewPoint[], key?: string) =>
  landed(id, await post<Points>(`/cases/${id}/points`, { items }, key));

type Verb = 'removal' | 'joining' | 'place' | 'answer' | 'reopening';
export const actOn = async (id: number, p: Point, verb: Verb, body: object = {}, key?: string) =>
  landed(id, await post<Points>(`/cases/${id}/points/${p.id}/${verb}`, { version: p.version, ...body }, key));
export const putBack = async (id: number, point: number) =>
  landed(id, await post<Points>(`/cases/${id}/points/${point}/restoration`, {}));
export const reword = async (id: number, p: Point, text: string) =>
  landed(
    id,
    await request<Points>('PATCH', `/cases/${id}/points/${p.id}`, { body: { version: p.version, text } }),
  );

export const composeReply = (id: number) => post<Schemas['ComposedReply']>(`/cases/${id}/points-reply`, {});
export const checkReply = async (id: number, text: string): Promise<PointFinding[]> =>
  (await post<List<PointFinding>>(`/cases/${id}/points-check`, { text })).items;
