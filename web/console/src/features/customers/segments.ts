// Filters in words: fields, comparisons, values, a whole condition.
import { channelName, channels, treatmentName, treatments } from '$lib/text/labels';
import { fullDate } from '$lib/text/text';
import * as m from '$m';
import {
  valueKind,
  type Condition,
  type Count,
  type FieldName,
  type Op,
  type OwnField,
  type Purpose,
} from './filter';

export * from './filter';

export interface Choice {
  value: string;
  label: string;
}
export const partyRoles = ['customer', 'supplier', 'colleague', 'partner'] as const;
export function choicesOf(field: FieldName, own?: OwnField, purposes: Purpose[] = []): Choice[] {
  const yesNo = [
    { value: 'yes', label: m.yes() },
    { value: 'no', label: m.no() },
  ];
  switch (field) {
    case 'kind':
      return [
        { value: 'person', label: m.seg_person() },
        { value: 'organisation', label: m.seg_organisation() },
      ];
    case 'treatment':
      return treatments.map((t) => ({ value: t, label: treatmentName(t) }));
    case 'channel':
      return channels.map((c) => ({ value: c, label: channelName(c) }));
    case 'language':
      return [
        { value: 'es', label: m.seg_spanish() },
        { value: 'en', label: m.seg_english() },
      ];
    case 'do_not_contact':
      return yesNo;
    case 'role':
      return partyRoles.map((r) => ({
        value: r,
        label: {
          customer: m.seg_role_customer,
          supplier: m.seg_role_supplier,
          colleague: m.seg_role_colleague,
          partner: m.seg_role_partner,
        }[r](),
      }));
    case 'consent':
      return purposes.map((p) => ({ value: String(p.id), label: p.name }));
    case 'own':
      return own?.type === 'yes_no' ? yesNo : (own?.choices ?? []).map((c) => ({ value: c, label: c }));
    default:
      return [];
  }
}

export const fieldLabel = (field: FieldName): string =>
  ({
    name: m.seg_f_name,
    kind: m.seg_f_kind,
    treatment: m.p_treatment,
    language: m.seg_f_language,
    channel: m.seg_f_channel,
    do_not_contact: m.seg_f_do_not_contact,
    email: m.p_email,
    phone: m.p_phone,
    document: m.p_document,
    created: m.seg_f_created,
    birthday: m.p_birthday,
    completeness: m.seg_f_completeness,
    tag: m.seg_f_tag,
    own: m.seg_f_own,
    role: m.seg_f_role,
    consent: m.seg_f_consent,
    organisation: m.seg_f_member,
    open_cases: m.seg_f_open_cases,
    last_contact: m.seg_f_last_contact,
  })[field]();

export function opLabel(op: Op, dates = false): string {
  if (dates && op === 'at_least') return m.seg_op_from();
  if (dates && op === 'at_most') return m.seg_op_until();
  return {
    is: m.seg_op_is,
    is_not: m.seg_op_is_not,
    contains: m.seg_op_contains,
    at_least: m.seg_op_at_least,
    at_most: m.seg_op_at_most,
    present: m.seg_op_present,
    absent: m.seg_op_absent,
    within_days: m.seg_op_within,
    not_within_days: m.seg_op_not_within,
    this_week: m.seg_op_this_week,
    this_month: m.seg_op_this_month,
  }[op]();
}

/** What the organisation defined itself: needed to say its conditions in words. */
export interface Own {
  fields: OwnField[];
  purposes: Purpose[];
}
export const ownOf = (c: Condition, own: Own) => own.fields.find((f) => f.key === c.of);

/** "Trato es tú o vos", "Etiqueta no es VIP", "Último contacto hace más de 90 días". */
export function conditionWords(c: Condition, own: Own): string {
  const field = ownOf(c, own);
  const name = c.field === 'own' ? (field?.label ?? c.of ?? '') : fieldLabel(c.field);
  const kind = valueKind(c.field, c.op, field);
  if (kind === 'days')
    return `${name} ${c.op === 'within_days' ? m.seg_in_last({ n: c.values[0] ?? '' }) : m.seg_longer_ago({ n: c.values[0] ?? '' })}`;
  const verb = opLabel(c.op, kind === 'date');
  if (kind === 'none') return `${name} ${verb}`;
  const choices = choicesOf(c.field, field, own.purposes);
  // Words of ours stand inside a sentence; names that people gave stay as they wrote them.
  const ours = (label: string) => label.charAt(0).toLowerCase() + label.slice(1);
  const named = c.field === 'own' || c.field === 'consent';
  const shown = (v: string) => {
    const label = choices.find((x) => x.value === v)?.label;
    return label === undefined ? v : named ? label : ours(label);
  };
  const said = c.values.map((v) => (kind === 'date' ? fullDate(Date.parse(`${v}T12:00:00Z`)) : shown(v)));
  const unit = c.field === 'completeness' ? ' %' : '';
  const between = c.op === 'is' ? ':' : c.op === 'at_least' || c.op === 'at_most' ? `: ${verb}` : ` ${verb}`;
  return `${name}${between} ${said.join(` ${m.seg_or()} `)}${unit}`;
}

export const countWords = (c: Count, n: (x: number) => string) =>
  c.more ? m.seg_more_than({ n: n(c.customers) }) : n(c.customers);
