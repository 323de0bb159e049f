// How imports are spoken of.
import * as m from '$m';
import type { Import, RowVerdict } from './queries';

export const stateWords = (i: Import): string =>
  ({
    uploaded: m.imp_state_uploaded,
    checking: m.imp_state_checking,
    ready: m.imp_state_ready,
    running: m.imp_state_running,
    cancelled: m.imp_state_cancelled,
    done: m.imp_state_done,
    failed: m.imp_state_failed,
    undoing: m.imp_state_undoing,
    undone: m.imp_state_undone,
  })[i.state]();

export const stateTone = (i: Import): string =>
  i.state === 'done'
    ? 'fill-done'
    : i.state === 'failed'
      ? 'fill-late'
      : i.state === 'undone'
        ? ''
        : 'fill-on_course';

export const verdicts = ['new', 'update', 'same', 'duplicate', 'rejected'] as const satisfies RowVerdict[];
export const verdictWords = (v: RowVerdict): string =>
  ({
    new: m.imp_v_new,
    update: m.imp_v_update,
    same: m.imp_v_same,
    duplicate: m.imp_v_duplicate,
    rejected: m.imp_v_rejected,
  })[v]();
export const noneWords = (v: RowVerdict): string =>
  ({
    new: m.imp_none_new,
    update: m.imp_none_update,
    same: m.imp_none_same,
    duplicate: m.imp_none_duplicate,
    rejected: m.imp_none_rejected,
  })[v]();
