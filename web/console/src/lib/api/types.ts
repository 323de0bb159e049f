// The shapes that the API speaks, by the names the screens use. They come from schema.d.ts, which `npm run types` generates
// from api/openapi.json: when the server changes a field, the compiler points at every screen that must follow. Times are
// RFC 3339 UTC strings, money is in cents, ids are integers.
import type { components, paths } from './schema';

type Schemas = components['schemas'];

export interface Page<T> {
  items: T[];
  next: string | null;
}
export interface List<T> {
  items: T[];
}

export type Role = Schemas['Role'];
export type Kind = Schemas['CaseKind'];
export type State = Schemas['State'];
export type Outcome = Schemas['Outcome'];
export type Channel = Schemas['Channel'];
export type Mood = Schemas['Mood'];
export type Treatment = Schemas['Treatment'];
export type StepName = Schemas['Step'];
export type DueStatus = Schemas['Status'];
export type Language = Schemas['Language'];
export type View = Schemas['View'];
export type Named = Schemas['Ref'];

export type Preferences = Schemas['Preferences'];
export type Me = Schemas['Me'];
export type Organisation = Schemas['Organisation'];
export type Session = Schemas['Session'];
export type SetupRequest = Schemas['SetUp'];
export type Person = Schemas['Person'];
export type Team = Schemas['Team'];
export type ApiToken = Schemas['ApiToken'];
export type NewApiToken = Schemas['NewApiToken'];
export type ApiScope = Schemas['ApiScope'];
export type SessionRow = Schemas['OpenSession'];
export type Notice = Schemas['Notice'];
export type CaseDates = Schemas['DatesView'];
export type DateCount = Schemas['CountLine'];
export type DateLine = Schemas['DateLine'];
export type DatesPreview = Schemas['DatesPreview'];
export type NoticePage = Schemas['NoticePage'];

export type Interval = Schemas['OpeningInterval'];
export type Calendar = Schemas['Calendar'];
export type OwnDay = Schemas['CalendarDay'];
export type IcsPreview = Schemas['IcsPreview'];
export type DaysImport = Schemas['DaysImport'];
export type Absence = Schemas['Absence'];
export type CallBack = Schemas['CallBackView'];
export type CallBackTerms = Schemas['CallBackTerms'];
export type CallBackCounts = Schemas['CallBackCounts'];
export type EscalationSettings = Schemas['EscalationSettings'];
export type EscalationLevel = Schemas['LevelOut'];
export type Digest = Schemas['Digest'];
export type DigestPreview = Schemas['DigestPreview'];
export type Holiday = Schemas['Holiday'];
export type Country = Schemas['Country'];
export type Term = Schemas['DeadlineTerm'];
export type DeadlinePolicy = Schemas['DeadlinePolicy'];
export type DeadlinePreview = Schemas['DeadlinePreview'];

export type Identifier = Schemas['IdentifierIn'];
export type CustomerRow = Schemas['ListedCustomer'];
export type Customer = Schemas['Customer'];
export type SearchAnswer = Schemas['SearchAnswer'];
export type SearchHit = Schemas['SearchHit'];
export type SearchKind = Schemas['SearchKind'];
export type SearchOrder = Schemas['SearchOrder'];
export type Piece = Schemas['Piece'];

export type ViewCount = Schemas['ViewLine'];
export type CaseRow = Schemas['CaseRow'];
export type Case = Schemas['CaseDetail'];
export type CaseView = Schemas['CaseView'];
export type OpenedCase = Schemas['OpenedCase'];
export type Step = Schemas['StepLine'];
export type Entry = Schemas['Entry'];
export type Bond = Schemas['BondLine'];
export type MergePreview = Schemas['MergePreviewView'];
export type FileRef = Schemas['FileRef'];
export type Option = Schemas['OptionLine'];
export type Compensation = Schemas['CompensationLine'];
export type Watcher = Schemas['WatcherLine'];
export type Draft = Schemas['DraftLine'];
export type Load = Schemas['LoadView'];
export type SkippedStep = Schemas['SkippedLine'];
export type PromiseView = Schemas['PromiseView'];
export type PromiseSuggestion = Schemas['SuggestionView'];

export type QualitySummary = Schemas['QualitySummary'];
export type YearlyReport = Schemas['YearlyReport'];
export type ReportPart = Schemas['ReportPart'];
export type ReportTally = Schemas['ReportTally'];
/** A share is given only when enough answered; then with its 95 % interval. */
export type Share = Pick<QualitySummary['satisfied'], 'share' | 'low' | 'high'>;

/** What a live change says (server-sent events are outside the OpenAPI document). */
export interface LiveChange {
  type: string;
  /** What it happened to ("customer", "case"…) and its number. */
  subject?: string;
  subject_id?: number;
  case_id?: number | null;
  owner_id?: number | null;
  team_id?: number | null;
  by?: number | null;
}

/** The body of POST /cases/{id}/<verb>, so that a wrong field is found here and not by the server. */
export type CaseVerb = {
  [P in keyof paths]: P extends `/cases/{id}/${infer V}`
    ? paths[P] extends { post: { requestBody?: unknown } }
      ? V
      : never
    : never;
}[keyof paths];
type BodyOf<T> = T extends { requestBody?: infer R }
  ? NonNullable<R> extends { content: { 'application/json': infer B } }
    ? B
    : Record<string, never>
  : never;
export type CaseBody<V extends string> = `/cases/{id}/${V}` extends keyof paths
  ? paths[`/cases/{id}/${V}`] extends { post: infer P }
    ? BodyOf<P>
    : never
  : never;
