// Phrases that hurt, noticed in any field: <textarea {@attach mindful}>.
import { mount, unmount } from 'svelte';
import Mindful from './Mindful.svelte';

export function mindful(field: HTMLTextAreaElement | HTMLInputElement): () => void {
  const shown = mount(Mindful, { target: field.parentElement!, props: { area: field } });
  return () => void unmount(shown);
}
