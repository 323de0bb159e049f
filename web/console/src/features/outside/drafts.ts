// What was taken back is there when one writes again; it lives as long as the tab.
import type { Ticks } from './forwarding';
import type { Upload } from './uploads.svelte';

export interface ForwardDraft {
  forward?: number;
  to: string;
  cc: string;
  subject: string;
  text: string;
  ticks: Ticks;
  uploads: Upload[];
}
const taken = new Map<number, ForwardDraft>();

export const keepForward = (caseId: number, draft: ForwardDraft): void => void taken.set(caseId, draft);
export function takeForward(caseId: number): ForwardDraft | undefined {
  const draft = taken.get(caseId);
  taken.delete(caseId);
  return draft;
}
