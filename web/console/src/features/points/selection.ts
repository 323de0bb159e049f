// Words of the customer that are selected in the conversation.
import type { Entry } from '$lib/api/types';

export interface Selected {
  text: string;
  contact_id: number;
}

/** Of one entry of theirs, whole or in part; null: nothing, or something else. */
export function wordsSelected(entries: Entry[], selection = getSelection()): Selected | null {
  if (!selection || selection.isCollapsed || !selection.anchorNode || !selection.focusNode) return null;
  const entryOf = (node: Node) =>
    (node instanceof Element ? node : node.parentElement)?.closest<HTMLElement>('[data-entry]')?.dataset
      .entry;
  const id = entryOf(selection.anchorNode);
  const entry = entries.find((e) => e.id === id);
  if (!entry || entry.direction !== 'in' || entryOf(selection.focusNode) !== id) return null;
  const text = selection.toString().replace(/\s+/g, ' ').trim().slice(0, 1000);
  return text.length > 2 ? { text, contact_id: Number(entry.id.slice(1)) } : null;
}
