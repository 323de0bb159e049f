// The language of filters, without any words of it: which field takes which comparison and which value, and the filter as it
// stands in the address. The server checks all of it again.
import type { components } from '$lib/api/schema';

type Schemas = components['schemas'];
// The server always says every part; what is sent may leave out what is empty.
export type Condition = Required<Schemas['FilterCondition']>;
export interface Group {
  match: Match;
  conditions: Condition[];
}
export interface Filter extends Group {
  groups: Group[];
}
export type FieldName = Schemas['FilterField'];
export type Op = Schemas['FilterOp'];
export type Match = Schemas['FilterMatch'];
export type Segment = Omit<Schemas['SegmentView'], 'filter'> & { filter: Filter };
export type Count = Schemas['SegmentCount'];
export type ListedCustomer = Schemas['ListedCustomer'];
export type OwnField = Schemas['OwnField'];
export type Purpose = Schemas['Purpose'];

export const fieldNames: FieldName[] = [
  'name',
  'tag',
  'kind',
  'role',
  'treatment',
  'channel',
  'language',
  'do_not_contact',
  'email',
  'phone',
  'document',
  'birthday',
  'created',
  'last_contact',
  'open_cases',
  'consent',
  'completeness',
];

const maybe: Op[] = ['is', 'is_not', 'present', 'absent'];
const known: Op[] = ['present', 'absent'];
const ops: Record<FieldName, Op[]> = {
  name: ['contains', 'is'],
  kind: ['is', 'is_not'],
  treatment: maybe,
  language: maybe,
  channel: maybe,
  do_not_contact: ['is'],
  email: known,
  phone: known,
  document: known,
  created: ['within_days', 'not_within_days', 'at_least', 'at_most'],
  birthday: ['this_week', 'this_month', 'present', 'absent'],
  completeness: ['at_most'],
  tag: ['is', 'is_not'],
  own: [],
  role: ['is', 'is_not'],
  consent: ['is', 'is_not'],
  organisation: ['is', 'is_not'],
  open_cases: ['at_least', 'at_most', 'is'],
  last_contact: ['within_days', 'not_within_days', 'at_least', 'at_most', 'present', 'absent'],
};
const ownOps: Record<OwnField['type'], Op[]> = {
  text: ['contains', 'is', 'is_not', 'present', 'absent'],
  number: ['at_least', 'at_most', 'is', 'present', 'absent'],
  date: ['at_least', 'at_most', 'is', 'present', 'absent'],
  choice: maybe,
  yes_no: ['is', 'present', 'absent'],
};
export const opsOf = (field: FieldName, own?: OwnField): Op[] =>
  field === 'own' ? (own ? ownOps[own.type] : []) : ops[field];

/** What a value is chosen or written with. */
export type ValueKind = 'none' | 'text' | 'number' | 'date' | 'options' | 'tag' | 'days';
export function valueKind(field: FieldName, op: Op, own?: OwnField): ValueKind {
  if (['present', 'absent', 'this_week', 'this_month'].includes(op)) return 'none';
  if (op === 'within_days' || op === 'not_within_days') return 'days';
  if (field === 'own' && op !== 'contains')
    return ({ text: 'text', number: 'number', date: 'date', choice: 'options', yes_no: 'options' } as const)[
      own?.type ?? 'text'
    ];
  if (field === 'tag') return 'tag';
  if (field === 'created' || field === 'last_contact') return 'date';
  if (field === 'open_cases' || field === 'completeness' || field === 'organisation') return 'number';
  return field === 'name' || field === 'own' ? 'text' : 'options';
}

export const emptyFilter = (): Filter => ({ match: 'all', conditions: [], groups: [] });
export const isEmpty = (f: Filter) => !f.conditions.length && !f.groups.length;
/** Groups nobody put anything into are left out: the server would refuse them. */
export const tidy = (f: Filter): Filter => ({ ...f, groups: f.groups.filter((g) => g.conditions.length) });

/** The filter as the address and the API's query hold it; nothing for an empty one. */
export const filterText = (f: Filter): string => (isEmpty(tidy(f)) ? '' : JSON.stringify(tidy(f)));
/** An address may have been typed, cut or come from an older version: what cannot be read is no filter. */
export function filterFrom(text: string | null): Filter | null {
  if (!text) return null;
  try {
    const f = JSON.parse(text) as Partial<Filter>;
    if (typeof f !== 'object' || f === null) return null;
    const conditions = (list: unknown): Condition[] =>
      (Array.isArray(list) ? list : []).filter(
        (c: Partial<Condition> | null): c is Condition =>
          !!c && typeof c === 'object' && !!c.field && c.field in ops && !!c.op && Array.isArray(c.values),
      );
    const match = (x: unknown): Match => (x === 'any' ? 'any' : 'all');
    return {
      match: match(f.match),
      conditions: conditions(f.conditions),
      groups: (Array.isArray(f.groups) ? f.groups : []).map((g) => ({
        match: match(g?.match),
        conditions: conditions(g?.conditions),
      })),
    };
  } catch {
    return null;
  }
}
