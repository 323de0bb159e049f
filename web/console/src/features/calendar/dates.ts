import { app } from '$lib/state/app.svelte';

/** "15 may 2026" of a date without an hour. */
export const shortDate = (iso: string) =>
  new Intl.DateTimeFormat(app.language, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  }).format(Date.parse(`${iso}T00:00:00Z`));
