// Says that one is looking at the case, and whether one is typing. Who else does is part of the case itself: the server
// announces a change of presence and the case is fetched again; the answer of a beat brings it up to date in between.
import { del, put } from '$lib/api/client';
import type { CaseView, Watcher } from '$lib/api/types';
import { client } from '$lib/state/queries';

const beat = 20_000;
const typingFor = 6_000;

export class Presence {
  #typing = false;
  #quiet: ReturnType<typeof setTimeout> | null = null;
  constructor(private readonly caseId: number) {}

  /** For $effect: present while it lives. */
  stay(): () => void {
    void this.#say();
    const timer = setInterval(() => document.hidden || void this.#say(), beat);
    return () => {
      clearInterval(timer);
      if (this.#quiet) clearTimeout(this.#quiet);
      void del(`/cases/${this.caseId}/presence`).catch(() => {});
    };
  }
  typing(): void {
    if (this.#quiet) clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => ((this.#typing = false), void this.#say()), typingFor);
    if (this.#typing) return;
    this.#typing = true;
    void this.#say();
  }
  async #say(): Promise<void> {
    try {
      const { watchers } = await put<{ watchers: Watcher[] }>(`/cases/${this.caseId}/presence`, {
        typing: this.#typing,
      });
      client.setQueryData<CaseView>(['case', this.caseId], (v) => v && { ...v, watchers });
    } catch {
      // nobody misses it: the next beat says it again
    }
  }
}
