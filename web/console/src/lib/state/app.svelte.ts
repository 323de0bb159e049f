// What every screen needs to know: who is working, in which organisation, in which language, what time it is, whether the
// server answers. One object, read anywhere; changed only by features/session and the client's callbacks.
import { overwriteGetLocale } from '$lib/paraglide/runtime.js';
import { setCsrf, setRequestLanguage } from '$lib/api/client';
import type { Language, Me, Organisation, Preferences, Role, Session } from '$lib/api/types';
import type { Say } from '$lib/time/words';

const ranks: Role[] = ['agent', 'supervisor', 'manager', 'administrator'];
const kept = (key: string) => {
  try {
    return localStorage.getItem(`escucha.${key}`);
  } catch {
    return null;
  }
};
const keep = (key: string, value: string) => {
  try {
    localStorage.setItem(`escucha.${key}`, value);
  } catch {
    // private windows may refuse: the preference is on the server anyway
  }
};

class App {
  me = $state.raw<Me | null>(null);
  organisation = $state.raw<Organisation | null>(null);
  language = $state<Language>(firstLanguage());
  now = $state(Date.now());
  online = $state(true);

  say = $derived<Say>({ language: this.language, zone: this.organisation?.zone ?? 'UTC', now: this.now });
  zone = $derived(this.organisation?.zone ?? 'UTC');

  enter(s: Session): void {
    setCsrf(s.csrf);
    this.organisation = s.organisation;
    this.setMe(s.me);
  }
  setMe(me: Me): void {
    this.me = me;
    this.setLanguage(me.language);
    this.look(me.preferences);
  }
  leave(): void {
    this.me = null;
    setCsrf('');
  }
  setLanguage(language: Language): void {
    this.language = language;
    setRequestLanguage(language);
    document.documentElement.lang = language;
    keep('language', language);
  }
  look({ theme, density }: Preferences): void {
    apply(theme, density);
    keep('look', `${theme} ${density}`);
  }
  /** Whether the person has at least this rank. */
  is(role: Role): boolean {
    return this.me !== null && ranks.indexOf(this.me.role) >= ranks.indexOf(role);
  }
}

function firstLanguage(): Language {
  return (kept('language') ?? navigator.language).startsWith('en') ? 'en' : 'es';
}

function apply(theme: string, density: string): void {
  const d = document.documentElement.dataset;
  if (theme === 'system') delete d.theme;
  else d.theme = theme;
  d.density = density;
}

export const app = new App();
overwriteGetLocale(() => app.language);
setRequestLanguage(app.language);
document.documentElement.lang = app.language;
const [theme, density] = (kept('look') ?? 'system comfortable').split(' ');
apply(theme!, density ?? 'comfortable');

/** Moves the clock that words like "hace 5 min" are counted from; once a page, for good. */
export function startClock(): void {
  const tick = () => (app.now = Date.now());
  setInterval(tick, 20_000);
  document.addEventListener('visibilitychange', () => document.hidden || tick());
}
