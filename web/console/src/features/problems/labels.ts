// The trees of labels, as the screens need them.
import * as m from '$m';
import type { Aspect, CaseLabel } from './queries';

export const aspects: Aspect[] = ['cause', 'product', 'place', 'moment', 'cycle'];
export const aspectName = (a: Aspect) =>
  ({ cause: m.a_cause, product: m.a_product, place: m.a_place, moment: m.a_moment, cycle: m.a_cycle })[a]();

export interface Leaf {
  label: CaseLabel;
  depth: number;
}
/** A tree in the order it is read: each label followed by those below it. */
export function inOrder(all: readonly CaseLabel[], aspect: Aspect): Leaf[] {
  const below = new Map<number, CaseLabel[]>();
  for (const l of all)
    if (l.aspect === aspect) below.set(l.parent_id ?? 0, [...(below.get(l.parent_id ?? 0) ?? []), l]);
  const out: Leaf[] = [];
  const visit = (parent: number, depth: number) => {
    for (const label of below.get(parent) ?? []) {
      out.push({ label, depth });
      visit(label.id, depth + 1);
    }
  };
  visit(0, 0);
  return out;
}

/** "Espera › Teléfono". */
export function pathOf(all: readonly CaseLabel[], id: number | null | undefined): string {
  const names: string[] = [];
  for (
    let label = all.find((l) => l.id === id);
    label && names.length < 10;
    label = all.find((l) => l.id === label?.parent_id)
  )
    names.unshift(label.name);
  return names.join(' › ');
}
