import type { PromiseView } from '$lib/api/types';
import { when } from '$lib/text/text';
import * as m from '$m';

/** What became of a promise, in words. */
export function promiseState(p: PromiseView): string {
  const at = { when: when(p.settled_at ?? p.promised_for) };
  switch (p.state) {
    case 'kept':
      return m.promise_kept(at);
    case 'kept_late':
      return m.promise_kept_late(at);
    case 'renegotiated':
      return m.promise_renegotiated(at);
    case 'broken':
      return m.promise_broken(at);
    default:
      return m.promise_for({ when: when(p.promised_for) });
  }
}
export function promiseTone(p: PromiseView): 'on_course' | 'soon' | 'late' | 'done' {
  if (p.state === 'open') return p.status;
  return p.state === 'broken' ? 'late' : p.state === 'kept_late' ? 'soon' : 'done';
}
