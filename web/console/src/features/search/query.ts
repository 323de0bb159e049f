// What one types, as text. Pure.

/** The query without one of its parts. */
export function without(query: string, part: string): string {
  const at = query.indexOf(part);
  if (at < 0) return query;
  return (query.slice(0, at) + query.slice(at + part.length)).replace(/\s+/g, ' ').trim();
}
