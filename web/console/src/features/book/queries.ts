// What the screens of the complaint book fetch. Shapes come from the published schema.
import { createInfiniteQuery, createQuery } from '@tanstack/svelte-query';
import { get } from '$lib/api/client';
import type { components } from '$lib/api/schema';
import type { List } from '$lib/api/types';
import { client } from '$lib/state/queries';

type Schemas = components['schemas'];
export type Book = Schemas['BookView'];
export type BookSheet = Schemas['SheetView'];
export type SheetField = Schemas['SheetFieldView'];
export type Entry = Schemas['EntryView'];
export type Entered = Schemas['EnteredView'];
export type EntryLine = Schemas['EntryLine'];
export type Month = Schemas['MonthCount'];
export interface EntryFilter {
  year?: number;
  month?: number;
  number?: string;
  standing?: EntryLine['standing'];
}
interface Page {
  items: EntryLine[];
  next?: number | null;
}

export const booksQuery = () =>
  createQuery(() => ({ queryKey: ['books'], queryFn: () => get<List<Book>>('/books') }));
export const sheetsQuery = () =>
  createQuery(() => ({
    queryKey: ['book-sheets'],
    queryFn: () => get<List<BookSheet>>('/book-sheets'),
    staleTime: Infinity,
  }));
export const monthsQuery = (book: () => number | undefined) =>
  createQuery(() => ({
    queryKey: ['book-months', book()],
    queryFn: () => get<Schemas['MonthList']>(`/books/${book()}/months`),
    enabled: book() !== undefined,
  }));
export const entriesQuery = (book: () => number | undefined, filter: () => EntryFilter) =>
  createInfiniteQuery(() => ({
    queryKey: ['book-entries', book(), filter()],
    queryFn: ({ pageParam }: { pageParam: number | null }) =>
      get<Page>(`/books/${book()}/entries`, { ...filter(), before: pageParam }),
    initialPageParam: null as number | null,
    getNextPageParam: (page: Page) => page.next ?? null,
    enabled: book() !== undefined,
  }));
export const entryQuery = (id: () => number) =>
  createQuery(() => ({
    queryKey: ['book-entry', id()],
    queryFn: () => get<Entry>(`/book-entries/${id()}`),
  }));
export const caseEntriesQuery = (id: () => number, wanted: () => boolean) =>
  createQuery(() => ({
    queryKey: ['case-book-entries', id()],
    queryFn: () => get<List<EntryLine>>(`/cases/${id()}/book-entries`),
    enabled: wanted(),
    staleTime: 60_000,
  }));

export function refreshBooks(): void {
  for (const key of ['books', 'book-months', 'book-entries', 'book-entry', 'case-book-entries'])
    void client.invalidateQueries({ queryKey: [key] });
}
