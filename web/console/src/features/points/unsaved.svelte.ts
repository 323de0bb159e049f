// Answers to points that are half written: Esc, another point or another case takes nothing away. Kept until the page is left.
import { SvelteMap } from 'svelte/reactivity';
import type { Point, PointDecision } from './queries';

export interface Unsaved {
  decision: PointDecision | undefined;
  answer: string;
  reason: string;
  alternative: string;
  /** The point as it was when this was begun: what somebody else changed meanwhile is not written over. */
  seen: Point;
}

const kept = new SvelteMap<number, Unsaved>();

export const unsaved = (id: number): Unsaved | undefined => kept.get(id);
export const keepUnsaved = (id: number, answer: Unsaved): void => void kept.set(id, answer);
export const dropUnsaved = (id: number): void => void kept.delete(id);

export const asItStands = (p: Point): Unsaved => ({
  decision: p.decision ?? undefined,
  answer: p.answer,
  reason: p.reason,
  alternative: p.alternative,
  seen: p,
});

/** Whether something was written that the point does not say. */
export const differs = (a: Unsaved): boolean =>
  a.answer !== a.seen.answer ||
  a.reason !== a.seen.reason ||
  a.alternative !== a.seen.alternative ||
  (a.decision ?? null) !== (a.seen.decision ?? null);
