// Phrases that hurt, noticed in any field: <textarea {@attach mindful}>.
import { mount, unmount } from 'svelte';
import Mindful from './Mindful.svelte';

export function mindful(field: HTMLTextAreaElement | HTMLInputElement): () => void {
  field.parentElement!.style.position = 'relative'; // what lies over the field scrolls with it
  const shown = mount(Mindful, { target: field.parentElement!, props: { area: field } });
  return () => void unmount(shown);
}
