// What somebody is reached and known by, in words.
import type { Customer } from '$lib/api/types';
import * as m from '$m';

type Known = Customer['identifiers'][number];
export type IdentifierKind = Known['kind'];

const names: Record<IdentifierKind, () => string> = {
  phone: m.p_phone,
  whatsapp: m.p_whatsapp,
  email: m.p_email,
  document: m.p_document,
  address: m.p_address,
  telegram: m.p_telegram,
  instagram: m.p_instagram,
  facebook: m.p_facebook,
};
export const identifierKinds = Object.keys(names) as IdentifierKind[];
export const identifierName = (kind: IdentifierKind) => names[kind]();

/** Documents are known by their own names, which are the same in both languages. */
const documents: Record<NonNullable<Known['type']>, string> = {
  es_dni: 'DNI',
  es_nie: 'NIE',
  es_cif: 'CIF',
  pe_dni: 'DNI',
  pe_ruc: 'RUC',
  co_nit: 'NIT',
  co_cedula: 'Cédula',
  ar_cuit: 'CUIT',
  ar_dni: 'DNI',
  mx_curp: 'CURP',
  mx_rfc: 'RFC',
  cl_rut: 'RUT',
  ec_cedula: 'Cédula',
  ec_ruc: 'RUC',
  uy_cedula: 'Cédula',
  do_cedula: 'Cédula',
  passport: '',
  other: '',
};
/** "RUC", "Celular (as somebody labelled it)", "Teléfono". */
export const labelOf = (i: Pick<Known, 'kind' | 'label' | 'type'>): string =>
  i.label ||
  (i.kind === 'document' && i.type === 'passport' ? m.p_passport() : '') ||
  (i.kind === 'document' && i.type && documents[i.type]) ||
  identifierName(i.kind);

/** The documents one may choose from, those of the organisation's country first. */
export function documentTypes(country: string): { value: NonNullable<Known['type']>; name: string }[] {
  const own = `${country.toLowerCase()}_`;
  const all = Object.keys(documents) as NonNullable<Known['type']>[];
  return all
    .sort((a, b) => Number(b.startsWith(own)) - Number(a.startsWith(own)))
    .map((value) => ({ value, name: nameOfType(value) }));
}
function nameOfType(type: NonNullable<Known['type']>): string {
  if (type === 'passport') return m.p_passport();
  if (type === 'other') return m.p_other_document();
  return `${documents[type]} (${type.slice(0, 2).toUpperCase()})`;
}
