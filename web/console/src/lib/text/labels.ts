// Names of the field's words, in the person's language.
import type { Channel, Kind, Mood, Outcome, Role, State, Treatment } from '$lib/api/types';
import * as m from '$m';

export const kinds: Kind[] = [
  'question',
  'petition',
  'complaint',
  'claim',
  'suggestion',
  'compliment',
  'return',
  'special_request',
  'internal',
];
export const channels: Channel[] = ['phone', 'in_person', 'email', 'messaging', 'web', 'chat', 'letter'];
export const outcomes: Outcome[] = ['solved', 'partly', 'not_upheld', 'withdrawn', 'customer_silent'];
export const moods: Mood[] = ['positive', 'neutral', 'negative'];
export const treatments: Treatment[] = ['usted', 'tu', 'vos'];
export const roles: Role[] = ['agent', 'supervisor', 'manager', 'administrator'];

export const kindName = (k: Kind) =>
  ({
    question: m.kind_question,
    petition: m.kind_petition,
    complaint: m.kind_complaint,
    claim: m.kind_claim,
    suggestion: m.kind_suggestion,
    compliment: m.kind_compliment,
    return: m.kind_return,
    special_request: m.kind_special_request,
    internal: m.kind_internal,
  })[k]?.() ?? k;
export const channelName = (c: Channel) =>
  ({
    web: m.channel_web,
    email: m.channel_email,
    phone: m.channel_phone,
    in_person: m.channel_in_person,
    letter: m.channel_letter,
    chat: m.channel_chat,
    messaging: m.channel_messaging,
    api: m.channel_api,
  })[c]?.() ?? c;
export const outcomeName = (o: Outcome) =>
  ({
    solved: m.outcome_solved,
    partly: m.outcome_partly,
    not_upheld: m.outcome_not_upheld,
    withdrawn: m.outcome_withdrawn,
    customer_silent: m.outcome_customer_silent,
  })[o]?.() ?? o;
export const stateName = (s: State) =>
  ({ open: m.state_open, waiting: m.state_waiting, solved: m.state_solved, merged: m.state_merged })[s]?.() ??
  s;
export const moodName = (x: Mood) =>
  ({ positive: m.mood_positive, neutral: m.mood_neutral, negative: m.mood_negative })[x]?.() ?? x;
export const treatmentName = (t: Treatment) =>
  ({ tu: m.treatment_tu, usted: m.treatment_usted, vos: m.treatment_vos })[t]?.() ?? t;
export const roleName = (r: Role) =>
  ({
    agent: m.role_agent,
    supervisor: m.role_supervisor,
    manager: m.role_manager,
    administrator: m.role_administrator,
  })[r]?.() ?? r;
export const weekdayName = (d: number) =>
  [m.weekday_1, m.weekday_2, m.weekday_3, m.weekday_4, m.weekday_5, m.weekday_6, m.weekday_7][d - 1]?.() ??
  '';
/** Kinds about something that went wrong: the seven steps are obligatory for them. */
export const isProblem = (k: Kind) => k === 'complaint' || k === 'claim' || k === 'return';
