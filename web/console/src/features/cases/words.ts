// Where a case stands, in a sentence.
import type { CaseRow, View } from '$lib/api/types';
import { outcomeName } from '$lib/text/labels';
import { ago, dayOf, short, when } from '$lib/text/text';
import * as m from '$m';

type Standing = Pick<
  CaseRow,
  'state' | 'outcome' | 'waiting_since' | 'last_from' | 'last_at' | 'opened_at' | 'owner'
>;
export function standing(c: Standing): string {
  if (c.state === 'solved') return c.outcome ? outcomeName(c.outcome) : m.state_solved();
  if (c.state === 'merged') return m.state_merged();
  if (c.state === 'waiting') return m.standing_waiting({ since: dayOf(c.waiting_since ?? c.last_at) });
  if (c.last_from === 'customer') return m.standing_wrote({ ago: ago(c.last_at) });
  if (c.last_from === 'us') return m.standing_answered({ ago: ago(c.last_at) });
  return m.standing_opened({ ago: ago(c.opened_at) });
}

type Due = NonNullable<CaseRow['due']>;
const what = (d: Due) =>
  ({
    first_answer: m.due_first_answer,
    next_update: m.due_next_update,
    resolution: m.due_resolution,
    law: m.due_law,
    cure: m.due_cure,
    compliance: m.due_compliance,
    approval: m.due_approval,
  })[d.what]();

/** "Primera respuesta: hoy a las 17:00", and when it has passed, that it has. */
export const dueWords = (d: Due) =>
  d.status === 'late'
    ? m.due_late({ what: what(d).toLowerCase(), when: when(d.at) })
    : `${what(d)}: ${when(d.at)}`;
/** For the rows of a list, where the date must never be cut off: the hour alone when it is today. */
export const dueShort = (d: Due) =>
  d.status === 'late'
    ? m.due_late_short({ when: short(d.at) })
    : m.due_short({ what: what(d), when: short(d.at) });

/** The law's date beside another one that was missed: it must not look like that one. */
export const dueLaw = (d: Due) => (d.status === 'late' ? m.due_law_late({ when: short(d.at) }) : dueShort(d));

export const viewName = (v: View) =>
  ({
    mine: m.view_mine,
    nobody: m.view_nobody,
    team: m.view_team,
    due_today: m.view_due_today,
    late: m.view_late,
    promises_today: m.view_promises_today,
    waiting: m.view_waiting,
    unchecked: m.view_unchecked,
    all: m.view_all,
  })[v]();

export const viewEmpty = (v: View): string =>
  ({
    mine: m.empty_mine,
    nobody: m.empty_nobody,
    team: m.empty_team,
    due_today: m.empty_due_today,
    late: m.empty_late,
    promises_today: m.empty_promises_today,
    waiting: m.empty_waiting,
    unchecked: m.empty_unchecked,
    all: m.empty_all,
  })[v]();

/** How to call the customer. */
export const callName = (c: { kind?: string; name: string; name_to_use?: string | null }) =>
  c.name_to_use || (c.kind === 'organisation' ? c.name : c.name.split(' ')[0]!);
