// Every page of the console: its path, its code (fetched when first needed) and who may see it.
import type { Component } from 'svelte';
import type { Role } from '$lib/api/types';

export type PageName =
  | 'home'
  | 'search'
  | 'inbox'
  | 'promises'
  | 'customers'
  | 'customer'
  | 'duplicates'
  | 'merge'
  | 'rights'
  | 'imports'
  | 'import'
  | 'quality'
  | 'report'
  | 'problems'
  | 'problem'
  | 'causes'
  | 'labelled'
  | 'book'
  | 'sheet'
  | 'team'
  | 'settings';

export const routes = [
  ['/', 'home'],
  ['/bandeja', 'inbox'],
  ['/casos/:id', 'inbox'],
  ['/buscar', 'search'],
  ['/promesas', 'promises'],
  ['/clientes', 'customers'],
  ['/clientes/duplicados', 'duplicates'],
  ['/clientes/unir/:one/:other', 'merge'],
  ['/clientes/:id', 'customer'],
  ['/derechos', 'rights'],
  ['/importar', 'imports'],
  ['/importar/:id', 'import'],
  ['/calidad', 'quality'],
  ['/calidad/informe', 'report'],
  ['/calidad/causas', 'causes'],
  ['/calidad/causas/casos', 'labelled'],
  ['/problemas', 'problems'],
  ['/problemas/:id', 'problem'],
  ['/libro', 'book'],
  ['/libro/hojas/:id', 'sheet'],
  ['/equipo', 'team'],
  ['/ajustes', 'settings'],
  ['/ajustes/:section', 'settings'],
] as const satisfies readonly (readonly [string, PageName])[];

export type PageComponent = Component<{ params: Record<string, string> }>;
type Loader = () => Promise<{ default: PageComponent }>;
/** A page that takes nothing from its path. */
const plain = (load: () => Promise<unknown>) => load as Loader;

export const pages: Record<PageName, Loader> = {
  home: plain(() => import('$features/home/HomePage.svelte')),
  inbox: () => import('$features/cases/InboxPage.svelte'),
  search: plain(() => import('$features/search/SearchPage.svelte')),
  promises: plain(() => import('$features/promises/PromisesPage.svelte')),
  customers: plain(() => import('$features/customers/CustomersPage.svelte')),
  customer: () => import('$features/customers/CustomerPage.svelte'),
  duplicates: plain(() => import('$features/duplicates/DuplicatesPage.svelte')),
  merge: () => import('$features/duplicates/MergePage.svelte'),
  rights: plain(() => import('$features/privacy/RightsPage.svelte')),
  imports: plain(() => import('$features/imports/ImportsPage.svelte')),
  import: () => import('$features/imports/ImportPage.svelte'),
  quality: plain(() => import('$features/quality/QualityPage.svelte')),
  report: plain(() => import('$features/quality/ReportPage.svelte')),
  problems: plain(() => import('$features/problems/ProblemsPage.svelte')),
  problem: () => import('$features/problems/ProblemPage.svelte'),
  causes: plain(() => import('$features/problems/CausesPage.svelte')),
  labelled: plain(() => import('$features/problems/LabelledPage.svelte')),
  book: plain(() => import('$features/book/BookPage.svelte')),
  sheet: () => import('$features/book/EntryPage.svelte'),
  team: plain(() => import('$features/team/TeamPage.svelte')),
  settings: () => import('$features/settings/SettingsPage.svelte'),
};

/** The least rank a page is for; without an entry, everybody. */
export const needs: Partial<Record<PageName, Role>> = {
  quality: 'manager',
  report: 'manager',
  causes: 'supervisor',
  labelled: 'supervisor',
  rights: 'administrator',
  imports: 'supervisor',
  import: 'supervisor',
  team: 'supervisor',
};
