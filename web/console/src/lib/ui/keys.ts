// Single keys for those who want speed, off for those who do not (WCAG 2.1.4), never with Ctrl+Alt (AltGr writes @ and # on
// Spanish keyboards), never while typing.
import { app } from '$lib/state/app.svelte';

export type Keys = Record<string, (e: KeyboardEvent) => void>;

const typing = (t: EventTarget | null) => {
  const el = t as HTMLElement | null;
  return !!el && (el.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName));
};

/** Listens while mounted; returns the undoing. Keys are named as KeyboardEvent.key does: "j", "?", "Enter". */
export function listen(keys: Keys): () => void {
  const on = (e: KeyboardEvent) => {
    if (e.defaultPrevented || e.ctrlKey || e.metaKey || e.altKey || e.isComposing) return;
    if (typing(e.target) || document.querySelector('dialog[open]')) return;
    if (!(app.me?.preferences.single_keys ?? true) && e.key.length === 1) return;
    const interactive = (e.target as Element | null)?.closest?.('button, a, summary, [role=menuitem]');
    if (e.key === 'Enter' && interactive) return;
    const f = keys[e.key] ?? keys[e.key.toLowerCase()];
    if (!f) return;
    e.preventDefault();
    f(e);
  };
  addEventListener('keydown', on);
  return () => removeEventListener('keydown', on);
}
