// A router of our own, because the inbox must stay alive (its list, its scroll) while the path goes from the list to a case
// and back; ready-made ones mount a route's component anew. Links are plain <a href>: this listens, once, at the document.
export const root = '/consola';

class Router {
  path = $state(stripped(location.pathname));
  query = $state.raw(new URLSearchParams(location.search));
  /** Counts navigations made by a person, for moving focus to the new page's heading. */
  moves = $state(0);

  start(): () => void {
    const pop = () => this.#read();
    addEventListener('popstate', pop);
    document.addEventListener('click', onClick);
    return () => {
      removeEventListener('popstate', pop);
      document.removeEventListener('click', onClick);
    };
  }

  /** `to` is a path inside the console ("/bandeja?view=mine"). */
  go(to: string, how: { replace?: boolean } = {}): void {
    const target = href(to);
    if (target === location.pathname + location.search) return;
    history[how.replace ? 'replaceState' : 'pushState'](null, '', target);
    this.#read(how.replace);
  }

  /** Changes the query and keeps the path: filters live in the address. */
  setQuery(change: Record<string, string | null | undefined>, how: { replace?: boolean } = {}): void {
    const q = new URLSearchParams(this.query);
    for (const [k, v] of Object.entries(change)) v ? q.set(k, v) : q.delete(k);
    const s = q.toString();
    this.go(this.path + (s ? `?${s}` : ''), how);
  }

  #read(silent = false): void {
    const before = this.path;
    this.path = stripped(location.pathname);
    this.query = new URLSearchParams(location.search);
    if (!silent && before !== this.path) this.moves++;
  }
}

function stripped(pathname: string): string {
  return pathname.startsWith(root) ? pathname.slice(root.length) || '/' : pathname;
}

export function href(to: string): string {
  return to.startsWith(root + '/') || to === root ? to : root + (to === '/' ? '/' : to);
}

function onClick(e: MouseEvent): void {
  if (e.defaultPrevented || e.button !== 0 || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey) return;
  const a = (e.target as Element | null)?.closest?.('a');
  if (!a || a.target || a.hasAttribute('download') || a.origin !== location.origin) return;
  if (!a.pathname.startsWith(root + '/')) return;
  if (a.hash && a.pathname === location.pathname) return;
  e.preventDefault();
  router.go(a.pathname.slice(root.length) + a.search);
}

export const router = new Router();
