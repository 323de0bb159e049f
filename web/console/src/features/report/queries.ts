// What the screens of publishing the yearly report fetch. Shapes come from the published schema.
import { createQuery } from '@tanstack/svelte-query';
import { get } from '$lib/api/client';
import type { components } from '$lib/api/schema';
import { client } from '$lib/state/queries';

type Schemas = components['schemas'];
export type Publication = Schemas['PublicationLine'];
export type Preview = Schemas['ReportPreview'];

export const yearsQuery = () =>
  createQuery(() => ({
    queryKey: ['report', 'years'],
    queryFn: () => get<Schemas['ReportYears']>('/reports'),
    staleTime: 300_000,
  }));
export const publicationsQuery = (year: () => number) =>
  createQuery(() => ({
    queryKey: ['report', year(), 'publications'],
    queryFn: () => get<Schemas['PublicationList']>(`/reports/${year()}/publications`),
  }));
export const previewQuery = (year: () => number) =>
  createQuery(() => ({
    queryKey: ['report', year(), 'preview'],
    queryFn: () => get<Preview>(`/reports/${year()}/preview`),
    staleTime: 0,
    gcTime: 0,
  }));
export const refreshReports = (year: number) => {
  void client.invalidateQueries({ queryKey: ['report', 'years'] });
  void client.invalidateQueries({ queryKey: ['report', year, 'publications'] });
  void client.invalidateQueries({ queryKey: ['report', year, 'preview'] });
};
