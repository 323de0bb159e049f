// The shapes that the API speaks. Features import from this file only, so that the day a name changes on the server the
// compiler points at every screen that must follow. Times are RFC 3339 UTC strings, money is in cents, ids are integers.

export type Role = 'agent' | 'supervisor' | 'manager' | 'administrator';
export type Kind =
  | 'question'
  | 'petition'
  | 'complaint'
  | 'claim'
  | 'suggestion'
  | 'compliment'
  | 'return'
  | 'special_request'
  | 'internal';
export type State = 'open' | 'waiting' | 'solved';
export type Outcome = 'solved' | 'partly' | 'not_upheld' | 'withdrawn' | 'customer_silent';
export type Channel = 'web' | 'email' | 'phone' | 'in_person' | 'letter' | 'chat' | 'messaging' | 'api';
export type Mood = 'positive' | 'neutral' | 'negative';
export type Treatment = 'tu' | 'usted' | 'vos';
export type StepName = 'respect' | 'listen' | 'expectation' | 'said_back' | 'options' | 'act' | 'checked';
export type DueStatus = 'on_course' | 'soon' | 'late';
export type Language = 'es' | 'en';
export type Theme = 'system' | 'light' | 'dark' | 'contrast';
export type View =
  | 'mine'
  | 'nobody'
  | 'team'
  | 'due_today'
  | 'late'
  | 'promises_today'
  | 'waiting'
  | 'unchecked'
  | 'all';

type Opt<T> = T | null | undefined;
export interface Page<T> {
  items: T[];
  next: string | null;
}
export interface Named {
  id: number;
  name: string;
}

// --- team
export interface Preferences {
  theme: Theme;
  density: 'comfortable' | 'compact';
  single_keys: boolean;
  undo_seconds: number;
}
export interface Me {
  id: number;
  name: string;
  email: string;
  role: Role;
  team_id?: Opt<number>;
  team_name?: Opt<string>;
  language: Language;
  allowance_cents: number;
  preferences: Preferences;
  version: number;
}
export interface Organisation {
  name: string;
  country: string;
  zone: string;
  currency: string;
  language: Language;
  treatment: Treatment;
  sample: 'none' | 'loading' | 'loaded' | 'removing';
  version: number;
}
export interface Session {
  csrf: string;
  me: Me;
  organisation: Organisation;
}
export interface Interval {
  weekday: number;
  from: string;
  to: string;
}
export interface SetupRequest {
  key: string;
  organisation: string;
  country: string;
  zone: string;
  hours: Interval[];
  name: string;
  email: string;
  password: string;
  language?: Language;
  sample: boolean;
}
export interface Person {
  id: number;
  name: string;
  email: string;
  role: Role;
  team_id?: Opt<number>;
  active: boolean;
  allowance_cents: number;
  last_seen_at?: Opt<string>;
  version: number;
}
export interface Team {
  id: number;
  name: string;
  supervisor_id?: Opt<number>;
  members: number;
  version: number;
}
export interface ApiToken {
  id: number;
  name: string;
  scopes: string[];
  created_at?: Opt<string>;
  expires_at?: Opt<string>;
  used_at?: Opt<string>;
  token?: Opt<string>;
}
export interface ApiScope {
  scope: string;
  text: string;
}
export interface SessionRow {
  id: number;
  started_at: string;
  seen_at: string;
  address: string;
  browser: string;
  current: boolean;
}
export interface Notice {
  id: number;
  kind: string;
  text: string;
  case_id?: Opt<number>;
  case_code?: Opt<string>;
  promise_id?: Opt<number>;
  at: string;
  read_at?: Opt<string>;
}

// --- calendar
export interface Calendar {
  zone: string;
  country: string;
  region?: Opt<string>;
  saturday_is_business: boolean;
  hours: Interval[];
  version: number;
}
export interface OwnDay {
  id: number;
  date: string;
  name: string;
  closed: boolean;
  hours?: Opt<{ from: string; to: string }[]>;
}
export interface Holiday {
  date: string;
  name: string;
  kind: string;
  closes: boolean;
}
export interface Country {
  code: string;
  name: string;
  zones: string[];
  currency: string;
  regions: { code: string; name: string }[];
}
export interface Term {
  amount: number;
  unit: 'working_minutes' | 'working_hours' | 'business_days' | 'natural_days';
}
export interface DeadlinePolicy {
  kind: Kind;
  first_answer?: Opt<Term>;
  next_update?: Opt<Term>;
  resolution?: Opt<Term>;
  warn_percent: number;
  version: number;
}
export interface DeadlinePreview {
  first_answer_due?: Opt<string>;
  next_update_due?: Opt<string>;
  resolution_due?: Opt<string>;
  days: { date: string; counted: boolean; why: string }[];
}

// --- customers
export interface Identifier {
  kind: 'email' | 'phone' | 'document';
  value: string;
  label?: Opt<string>;
}
export interface CustomerRow {
  id: number;
  name: string;
  identifiers: string[];
  open_cases: number;
}
export interface Customer {
  id: number;
  kind: 'person' | 'organisation';
  name: string;
  name_to_use?: Opt<string>;
  treatment?: Opt<Treatment>;
  language?: Opt<string>;
  preferred_channel?: Opt<Channel>;
  quiet_from?: Opt<string>;
  quiet_to?: Opt<string>;
  do_not_contact: boolean;
  birthday?: Opt<string>;
  notes?: Opt<string>;
  identifiers: Identifier[];
  created_at: string;
  version: number;
}
export interface CustomerHistory {
  cases: CaseRow[];
  contacts: Entry[];
  promises: PromiseView[];
}
export interface SearchResults {
  cases: { id: number; code: string; title: string; customer: string; state: State }[];
  customers: { id: number; name: string; detail: string }[];
  promises: { id: number; what: string; case_id?: Opt<number> }[];
}

// --- cases
export interface ViewCount {
  view: View;
  count: number;
  capped: boolean;
}
export interface CaseRow {
  id: number;
  number: number;
  code: string;
  kind: Kind;
  state: State;
  outcome?: Opt<Outcome>;
  title: string;
  customer: Named;
  owner?: Opt<Named>;
  team?: Opt<Named>;
  channel: Channel;
  opened_at: string;
  waiting_since?: Opt<string>;
  due?: Opt<{ what: 'first_answer' | 'next_update' | 'resolution' | 'approval'; at: string; status: DueStatus }>;
  promise?: Opt<{ what: string; at: string; status: DueStatus | 'done' }>;
  handed_up: boolean;
  about_person: boolean;
  unread: boolean;
  last_at: string;
  last_from: Opt<'customer' | 'us'>;
}
export interface Case extends Omit<CaseRow, 'about_person'> {
  expectation?: Opt<{ text: string; source: 'customer' | 'agent'; at: string }>;
  said_back?: Opt<{
    text: string;
    at: string;
    by: Named | string;
    confirmed_at?: Opt<string>;
    confirmed_by: Opt<'customer' | 'agent'>;
    correction?: Opt<string>;
  }>;
  first_answer_at?: Opt<string>;
  first_answer_due?: Opt<string>;
  next_update_due?: Opt<string>;
  resolution_due?: Opt<string>;
  solved_at?: Opt<string>;
  outcome_reason?: Opt<string>;
  outcome_alternative?: Opt<string>;
  overrides: { step: StepName; reason: string; by: Named | string; at: string }[];
  done_check?: Opt<{ at: string; by: Named | string; how: string }>;
  satisfaction?: Opt<{ score: number; words?: Opt<string>; at: string; source: 'customer' | 'agent'; by?: Opt<Named | string> }>;
  hands: number;
  retold: number;
  about_person?: Opt<Named | boolean>;
  language: string;
  version: number;
}
export interface Step {
  step: StepName;
  state: 'done' | 'started' | 'missing';
  at?: Opt<string>;
  by?: Opt<Named | string>;
  hint: string;
}
export interface FileRef {
  id: number;
  name: string;
  type: string;
  size: number;
  url: string;
}
export interface Entry {
  id: string;
  type: 'message' | 'call' | 'visit' | 'note' | 'change' | 'promise';
  at: string;
  direction?: Opt<'in' | 'out'>;
  channel?: Opt<Channel>;
  by?: Opt<{ kind: 'person' | 'customer' | 'system'; id?: Opt<number>; name: string }>;
  text?: Opt<string>;
  mood?: Opt<Mood>;
  waited_seconds?: Opt<number>;
  rings?: Opt<number>;
  caller_name?: Opt<string>;
  files?: Opt<FileRef[]>;
  change?: Opt<{ what: string; text: string; reason?: Opt<string> }>;
}
export interface Option {
  id: number;
  text: string;
  recommended: boolean;
  chosen_at?: Opt<string>;
  offered_at: string;
}
export interface Compensation {
  id: number;
  kind: 'refund' | 'replacement' | 'repair' | 'courtesy';
  amount_cents: number;
  currency: string;
  description: string;
  state: 'granted' | 'pending' | 'approved' | 'declined';
  requested_by: Named | string;
  decided_by?: Opt<Named | string>;
  reason?: Opt<string>;
  due_at?: Opt<string>;
  at: string;
  case_id?: Opt<number>;
  case_code?: Opt<string>;
}
export interface Watcher extends Named {
  typing: boolean;
}
export interface Draft {
  text: string;
  kind: 'reply' | 'note';
  saved_at: string;
}
export interface CaseView {
  case: Case;
  steps: Step[];
  customer: Customer;
  other_cases: CaseRow[];
  entries: Entry[];
  more_before?: Opt<string>;
  promises: PromiseView[];
  options: Option[];
  compensations: Compensation[];
  draft?: Opt<Draft>;
  watchers: Watcher[];
  may: {
    take: boolean;
    reply: boolean;
    solve: boolean;
    reopen: boolean;
    hand_over: boolean;
    hand_up: boolean;
    approve: boolean;
    edit: boolean;
    why_not?: Opt<string>;
  };
}
export interface Load {
  items: { person: Named; open: number; late: number; promises_today: number }[];
  nobody: { open: number; late: number };
}
export interface SkippedStep {
  case: Named | { id: number; code: string; title: string };
  step: StepName;
  reason: string;
  by: Named | string;
  at: string;
}

// --- promises
export interface PromiseView {
  id: number;
  what: string;
  case_id?: Opt<number>;
  case_code?: Opt<string>;
  customer?: Opt<Named>;
  maker: Named;
  made_at: string;
  promised_for: string;
  target: string;
  state: 'open' | 'kept' | 'kept_late' | 'renegotiated' | 'broken';
  status: DueStatus | 'done';
  settled_at?: Opt<string>;
  reason?: Opt<string>;
  replaced_by?: Opt<number>;
  verdict?: Opt<'kept' | 'not_kept'>;
  verdict_at?: Opt<string>;
  tell_first: boolean;
  channel?: Opt<Channel>;
  version: number;
}
export interface PromiseSuggestion {
  promised_for: string;
  target: string;
  basis: { n: number; typical_minutes: number };
  text: string;
}

// --- quality
export interface Share {
  n: number;
  yes: number;
  share: number;
  low: number;
  high: number;
}
export interface QualitySummary {
  as_of: string;
  week: { complaints: number; before: number };
  month: { complaints: number; before: number; solved: number; followed_up: number };
  open: number;
  late: number;
  satisfied: Share;
  promises: { due: number; kept: number; share: number; low: number; high: number };
  first_answer: { n: number; median_minutes: number; p90_minutes: number };
  sentences: { id: string; text: string; list: string }[];
  series: { weekly_complaints: { week: string; count: number; low: number; high: number }[] };
}

// --- live
export interface LiveChange {
  type: string;
  case_id?: Opt<number>;
  promise_id?: Opt<number>;
  customer_id?: Opt<number>;
  owner_id?: Opt<number>;
  team_id?: Opt<number>;
  by?: Opt<number>;
}
