import KeyRound from '@lucide/svelte/icons/keyboard';
import LogOut from '@lucide/svelte/icons/log-out';
import Contrast from '@lucide/svelte/icons/contrast';
import Moon from '@lucide/svelte/icons/moon';
import Sun from '@lucide/svelte/icons/sun';
import SunMoon from '@lucide/svelte/icons/sun-moon';
import User from '@lucide/svelte/icons/user-round';
import { del, patch } from '$lib/api/client';
import type { Me, Preferences } from '$lib/api/types';
import { router } from '$lib/router/router.svelte';
import { app } from '$lib/state/app.svelte';
import { client } from '$lib/state/queries';
import { toasts } from '$lib/state/toasts.svelte';
import { explain } from '$lib/ui/form.svelte';
import type { MenuItem } from '$lib/ui/Menu.svelte';
import * as m from '$m';
import { shell } from './shell.svelte';

/** Shows the new look at once, and takes it back if the server refuses. */
export async function savePreferences(change: Partial<Preferences>): Promise<void> {
  const before = app.me!;
  const preferences = { ...before.preferences, ...change };
  app.setMe({ ...before, preferences });
  try {
    app.setMe(await patch<Me>('/me', { preferences }, before.version));
  } catch (e) {
    app.setMe(before);
    toasts.show(explain(e), { tone: 'late' });
  }
}

export async function signOut(): Promise<void> {
  await del('/session').catch(() => {});
  app.leave();
  client.clear();
  router.go('/entrar', { replace: true });
}

export function accountItems(): MenuItem[] {
  const theme = app.me?.preferences.theme ?? 'system';
  const look = (value: Preferences['theme'], label: string, icon: MenuItem['icon']): MenuItem => ({
    label,
    icon,
    checked: theme === value,
    run: () => void savePreferences({ theme: value }),
  });
  return [
    { label: m.my_account(), icon: User, run: () => router.go('/ajustes/cuenta') },
    look('system', `${m.theme()}: ${m.theme_system().toLowerCase()}`, SunMoon),
    look('light', `${m.theme()}: ${m.theme_light().toLowerCase()}`, Sun),
    look('dark', `${m.theme()}: ${m.theme_dark().toLowerCase()}`, Moon),
    look('contrast', `${m.theme()}: ${m.theme_contrast().toLowerCase()}`, Contrast),
    { label: m.keys(), icon: KeyRound, hint: '?', run: () => (shell.keys = true) },
    { label: m.sign_out(), icon: LogOut, run: () => void signOut() },
  ];
}
