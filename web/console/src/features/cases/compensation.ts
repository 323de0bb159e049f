import type { Compensation } from '$lib/api/types';
import * as m from '$m';

export const compensationName = (k: Compensation['kind']) =>
  ({
    refund: m.comp_refund,
    replacement: m.comp_replacement,
    repair: m.comp_repair,
    courtesy: m.comp_courtesy,
  })[k]();
export const compensationState = (s: Compensation['state']) =>
  ({
    granted: m.comp_granted,
    pending: m.comp_pending,
    approved: m.comp_approved,
    declined: m.comp_declined,
  })[s]();
export const compensationTone = (s: Compensation['state']) =>
  (s === 'pending' ? 'soon' : s === 'declined' ? 'late' : 'done') as 'soon' | 'late' | 'done';
