// What the screens of templates fetch.
import { createQuery, keepPreviousData } from '@tanstack/svelte-query';
import { get, post } from '$lib/api/client';
import type { components } from '$lib/api/schema';
import type { Language, List } from '$lib/api/types';
import { client } from '$lib/state/queries';

type Schemas = components['schemas'];
export type Template = Schemas['TemplateView'];
export type TemplateText = Schemas['TemplateText'];
export type TemplateVariable = Schemas['VariableView'];
export type TemplatePreview = Schemas['PreviewView'];

export const templatesQuery = () =>
  createQuery(() => ({ queryKey: ['templates'], queryFn: () => get<List<Template>>('/templates') }));

export const variablesQuery = () =>
  createQuery(() => ({
    queryKey: ['template-variables'],
    queryFn: () => get<List<TemplateVariable>>('/template-variables'),
  }));

/** Filled for whom one writes to: `of` is the path of a case or a customer. Asked anew each time one looks. */
export const textsQuery = (of: () => string) =>
  createQuery(() => ({
    queryKey: ['template-texts', of()],
    queryFn: () => get<List<TemplateText>>(`${of()}/templates`),
    staleTime: 0,
  }));

export const previewQuery = (draft: () => { text: string; language: Language }) =>
  createQuery(() => ({
    queryKey: ['template-preview', draft()],
    queryFn: () => post<TemplatePreview>('/templates/preview', draft()),
    placeholderData: keepPreviousData,
    gcTime: 60_000,
  }));

export const refreshTemplates = () => {
  void client.invalidateQueries({ queryKey: ['templates'] });
  void client.invalidateQueries({ queryKey: ['template-texts'] });
};
