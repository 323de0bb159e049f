// One action of a person that asks the server: busy while it runs, once at a time, with the same idempotency key if it must be
// repeated after a lost line, and what the server objected to, beside the field it concerns.
import { ApiError, newKey, OfflineError } from '$lib/api/client';
import * as m from '$m';

export function explain(e: unknown): string {
  if (e instanceof ApiError) {
    if (e.status === 412) return m.error_stale();
    if (e.status >= 500) return m.error_server({ id: e.requestId || '—' });
    return e.message;
  }
  return e instanceof OfflineError ? m.error_offline() : m.error_unknown();
}

export class Action {
  busy = $state(false);
  /** What went wrong, in words; null after a success. */
  error = $state<string | null>(null);
  #fields = $state.raw<ApiError | null>(null);
  #key = newKey();

  /** What the server says about one field. Several names may mean the same one (`customer.email`, `email`). */
  field(...names: string[]): string | undefined {
    for (const n of names) {
      const text = this.#fields?.field(n);
      if (text) return text;
    }
    return undefined;
  }

  /** Runs it; true when it went well. An error is kept here unless `handle` takes it (returns true). */
  async run(work: (key: string) => Promise<unknown>, handle?: (e: unknown) => boolean): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.error = null;
    this.#fields = null;
    try {
      await work(this.#key);
      this.#key = newKey();
      return true;
    } catch (e) {
      if (!(e instanceof OfflineError)) this.#key = newKey();
      if (handle?.(e)) return false;
      this.error = explain(e);
      if (e instanceof ApiError && e.fields.length) this.#fields = e;
      return false;
    } finally {
      this.busy = false;
    }
  }
}
