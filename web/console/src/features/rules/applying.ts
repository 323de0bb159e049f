// What would be counted, by what is ticked; before it is saved.
import type { components } from '$lib/api/schema';

type LawRule = components['schemas']['RuleView'];

/** Would it be counted, by these answers? */
export function applies(
  rule: Pick<LawRule, 'scopes' | 'unless'> & { to_be_confirmed?: LawRule['to_be_confirmed'] },
  yes: ReadonlySet<string>,
  on: ReadonlySet<string>,
): boolean {
  const meant = rule.scopes.length === 0 || rule.scopes.some((s) => yes.has(s));
  return (
    meant &&
    !rule.unless.some((s) => yes.has(s)) &&
    (!rule.to_be_confirmed || on.has(rule.to_be_confirmed.id))
  );
}

export const citation = (r: { norm: string; article: string }) =>
  r.article ? `${r.norm}, ${r.article}` : r.norm;
