import type { EscalationLevel } from '$lib/api/types';
import * as m from '$m';

export const whomNames = {
  person: m.chain_person,
  supervisor: m.chain_supervisor,
  manager: m.chain_manager,
  administrator: m.chain_administrator,
} as const;
export const whomName = (l: EscalationLevel) =>
  l.whom === 'person' ? (l.person_name ?? '') : whomNames[l.whom]();
