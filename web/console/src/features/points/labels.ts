import * as m from '$m';
import type { PointDecision } from './queries';

export const decisions: PointDecision[] = ['accepted', 'partly', 'refused', 'not_ours'];
export const decisionName = (d: PointDecision): string =>
  ({
    accepted: m.points_accepted,
    partly: m.points_partly,
    refused: m.points_refused,
    not_ours: m.points_not_ours,
  })[d]();
