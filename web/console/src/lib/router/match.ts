// The paths of the console. Pure, so that it can be tested without a browser.
export interface Match<P extends string = string> {
  page: P;
  params: Record<string, string>;
}

/** First pattern that fits wins; `:name` takes one segment. Returns null when none does. */
export function match<P extends string>(
  routes: readonly (readonly [string, P])[],
  path: string,
): Match<P> | null {
  const parts = split(path);
  for (const [pattern, page] of routes) {
    const wanted = split(pattern);
    if (wanted.length !== parts.length) continue;
    const params: Record<string, string> = {};
    const fits = wanted.every((w, i) => {
      if (!w.startsWith(':')) return w === parts[i];
      params[w.slice(1)] = parts[i]!;
      return true;
    });
    if (fits) return { page, params };
  }
  return null;
}

function split(path: string): string[] {
  return path
    .split('/')
    .filter(Boolean)
    .map((p) => {
      try {
        return decodeURIComponent(p);
      } catch {
        return p;
      }
    });
}
