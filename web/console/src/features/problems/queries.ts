// What the screens of causes and problems fetch.
import { createQuery } from '@tanstack/svelte-query';
import { get } from '$lib/api/client';
import type { components } from '$lib/api/schema';
import type { List } from '$lib/api/types';
import { client } from '$lib/state/queries';

type Schemas = components['schemas'];
export type CaseLabel = Schemas['CaseLabel'];
export type Aspect = Schemas['Aspect'];
export type CaseTeaching = Schemas['CaseTeaching'];
export type ProblemRow = Schemas['ProblemRow'];
export type ProblemDetail = Schemas['ProblemDetail'];
export type ProblemCase = Schemas['ProblemCase'];
export type ProblemProposal = Schemas['ProblemProposal'];
export type ComplaintFigures = Schemas['ComplaintFigures'];
export type LabelFigures = Schemas['LabelFigures'];
export type LabelledCases = Schemas['LabelledCases'];

export const labelsQuery = () =>
  createQuery(() => ({ queryKey: ['case-labels'], queryFn: () => get<List<CaseLabel>>('/case-labels') }));

export const teachingQuery = (id: () => number) =>
  createQuery(() => ({
    queryKey: ['case', id(), 'labels'],
    queryFn: () => get<CaseTeaching>(`/cases/${id()}/labels`),
  }));

export const problemsQuery = () =>
  createQuery(() => ({ queryKey: ['problems'], queryFn: () => get<List<ProblemRow>>('/problems') }));

export const problemQuery = (id: () => number) =>
  createQuery(() => ({
    queryKey: ['problems', id()],
    queryFn: () => get<ProblemDetail>(`/problems/${id()}`),
  }));

export const proposalsQuery = () =>
  createQuery(() => ({
    queryKey: ['problems', 'proposals'],
    queryFn: () => get<List<ProblemProposal>>('/problem-proposals'),
  }));

export const figuresQuery = (of: () => { aspect: Aspect; step: 'week' | 'month'; under: number }) =>
  createQuery(() => ({
    queryKey: ['complaint-figures', of()],
    queryFn: () => {
      const { aspect, step, under } = of();
      return get<ComplaintFigures>('/complaint-figures', { aspect, step, under: under || undefined });
    },
  }));

export const labelledQuery = (
  of: () => { aspect: string; label?: number; without_below?: boolean; from: string; to: string },
) =>
  createQuery(() => ({
    queryKey: ['complaint-figures', 'cases', of()],
    queryFn: () => get<LabelledCases>('/labelled-cases', of()),
  }));

export const refreshProblems = () => {
  for (const queryKey of [['problems'], ['complaint-figures'], ['case']])
    void client.invalidateQueries({ queryKey });
};
export const refreshLabels = () => void client.invalidateQueries({ queryKey: ['case-labels'] });
