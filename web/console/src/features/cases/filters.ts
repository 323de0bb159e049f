// The inbox's filters are the address: the same names as the API's parameters, so that a link made by the server (a figure on
// the manager's page) opens the very list it counted, and a copied address shows a colleague the same thing.
import type { View } from '$lib/api/types';

export const views: View[] = [
  'mine',
  'nobody',
  'team',
  'due_today',
  'late',
  'promises_today',
  'waiting',
  'unchecked',
  'all',
];
export const filterNames = [
  'kind',
  'kinds',
  'state',
  'owner',
  'team',
  'customer',
  'opened_from',
  'opened_to',
  'solved_from',
  'solved_to',
  'late',
  'satisfied',
  'outcome',
  'term',
  'legal_kind',
  'closed',
] as const;
export type FilterName = (typeof filterNames)[number];

export interface ListState {
  view: View;
  sort: 'due' | 'newest';
  filters: Partial<Record<FilterName, string>>;
}

export function readList(q: URLSearchParams): ListState {
  const view = q.get('view') as View | null;
  const filters: ListState['filters'] = {};
  for (const n of filterNames) {
    const v = q.get(n);
    if (v) filters[n] = v;
  }
  const filtered = Object.keys(filters).length > 0;
  return {
    view: view && views.includes(view) ? view : filtered ? 'all' : 'mine',
    sort: q.get('sort') === 'newest' ? 'newest' : 'due',
    filters,
  };
}

/** The query of GET /cases. Unknown names of the address are left out, so that a stray one cannot make the server refuse. */
export function apiQuery({ view, sort, filters }: ListState): Record<string, string> {
  return { view, sort, ...filters };
}

/** The part of the address that says which list one is in: kept while going from case to case. */
export function listSearch({ view, sort, filters }: ListState): string {
  const q = new URLSearchParams();
  if (view !== 'mine' || Object.keys(filters).length) q.set('view', view);
  if (sort !== 'due') q.set('sort', sort);
  for (const n of filterNames) if (filters[n]) q.set(n, filters[n]);
  const s = q.toString();
  return s ? `?${s}` : '';
}
