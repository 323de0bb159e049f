// What a file is called when it is attached.
import { app } from '$lib/state/app.svelte';
import { isPicture, pictureName } from '$lib/text/pictures';
import { wall } from '$lib/time/zone';
import * as m from '$m';

/** Pictures get a name of their own, so that a mark in the text can mean them: "captura-2026-11-22-1034.png". */
export function freshName(file: { name: string; type: string }, taken: readonly string[]): string {
  if (!isPicture(file.type)) return file.name || m.file_pasted();
  const now = wall(app.now, app.zone);
  const two = (n: number) => String(n).padStart(2, '0');
  const stamp = `${now.year}-${two(now.month)}-${two(now.day)}-${two(now.hour)}${two(now.minute)}`;
  return pictureName(file.name, file.type, stamp, taken);
}

/** What was pasted or dropped, kept from the browser, which would open it. Words are left to it. */
export function filesOf(e: Event, data: DataTransfer | null): File[] {
  const files = [...(data?.files ?? [])];
  if (files.length) e.preventDefault();
  return files;
}
