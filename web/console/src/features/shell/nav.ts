import House from '@lucide/svelte/icons/house';
import Inbox from '@lucide/svelte/icons/inbox';
import Handshake from '@lucide/svelte/icons/handshake';
import Users from '@lucide/svelte/icons/users';
import ChartNoAxesColumn from '@lucide/svelte/icons/chart-no-axes-column';
import Puzzle from '@lucide/svelte/icons/puzzle';
import UsersRound from '@lucide/svelte/icons/users-round';
import BookOpen from '@lucide/svelte/icons/book-open';
import Settings from '@lucide/svelte/icons/settings';
import type { Component } from 'svelte';
import type { PageName } from '../../routes';
import { needs } from '../../routes';
import { app } from '$lib/state/app.svelte';
import * as m from '$m';

export interface NavItem {
  to: string;
  label: string;
  icon: Component<{ size?: number; 'aria-hidden'?: 'true' }>;
  pages: PageName[];
}

/** Only what exists and what the person's role may see. */
export function navigation(): NavItem[] {
  const all: NavItem[] = [
    { to: '/', label: m.nav_home(), icon: House, pages: ['home'] },
    { to: '/bandeja', label: m.nav_inbox(), icon: Inbox, pages: ['inbox'] },
    { to: '/promesas', label: m.nav_promises(), icon: Handshake, pages: ['promises'] },
    { to: '/clientes', label: m.nav_customers(), icon: Users, pages: ['customers', 'customer'] },
    { to: '/problemas', label: m.nav_problems(), icon: Puzzle, pages: ['problems', 'problem'] },
    { to: '/libro', label: m.nav_book(), icon: BookOpen, pages: ['book', 'sheet'] },
    { to: '/calidad', label: m.nav_quality(), icon: ChartNoAxesColumn, pages: ['quality', 'report'] },
    { to: '/equipo', label: m.nav_team(), icon: UsersRound, pages: ['team'] },
    { to: '/ajustes', label: m.nav_settings(), icon: Settings, pages: ['settings'] },
  ];
  return all.filter((i) => i.pages.every((p) => !needs[p] || app.is(needs[p])));
}
