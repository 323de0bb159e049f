// What a solution says when the points of the claim say it already.
import type { Outcome } from '$lib/api/types';
import type { Point } from './queries';

export interface FromPoints {
  outcome: Outcome;
  reason: string;
  alternative: string;
}

/** Null where there are no points, or one is open: then whoever solves says so themselves. */
export function fromPoints(points: Point[]): FromPoints | null {
  if (!points.length || points.some((p) => !p.decision)) return null;
  const lines = (of: (p: Point) => string) =>
    points
      .filter((p) => of(p))
      .map((p) => (points.length > 1 ? `${p.number}. ${of(p)}` : of(p)))
      .join('\n');
  const no = points.filter((p) => p.decision === 'refused' || p.decision === 'not_ours').length;
  const yes = points.filter((p) => p.decision === 'accepted').length;
  return {
    outcome: yes === points.length ? 'solved' : no === points.length ? 'not_upheld' : 'partly',
    reason: lines((p) => p.reason),
    alternative: lines((p) => p.alternative),
  };
}
