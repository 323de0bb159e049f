// Saves what a person is writing, so that it survives a closed laptop: to the server shortly after each pause in typing, to
// the browser at once (in case the server is away), and with a last keepalive request when the page goes.
export interface DraftText {
  text: string;
  kind: 'reply' | 'note';
}
export interface DraftPorts {
  save(draft: DraftText, leaving: boolean): Promise<unknown>;
  remove(): Promise<unknown>;
  /** The browser's own copy: null forgets it. */
  local(draft: (DraftText & { at: number }) | null): void;
  status(s: DraftStatus): void;
  now(): number;
}
export type DraftStatus = 'empty' | 'typing' | 'saving' | 'saved' | 'kept_here';

export class DraftSaver {
  #draft: DraftText;
  #saved: string;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #busy = false;
  #pause: number;

  constructor(
    private readonly ports: DraftPorts,
    initial: DraftText,
    private readonly delay = 700,
  ) {
    this.#draft = initial;
    this.#saved = key(initial);
    this.#pause = delay;
  }

  change(draft: DraftText): void {
    this.#draft = draft;
    if (key(draft) === this.#saved && !this.#busy) return this.#asSaved(draft);
    this.ports.local(draft.text.trim() ? { ...draft, at: this.ports.now() } : null);
    this.ports.status('typing');
    this.#schedule(this.delay);
  }

  /** As the server has it again: the browser's copy of what was tried meanwhile must not win over it. */
  #asSaved(draft: DraftText): void {
    if (!this.#timer) return;
    this.#stop();
    this.ports.local(null);
    this.ports.status(draft.text.trim() ? 'saved' : 'empty');
  }

  /** The text was sent or thrown away: nothing is left to keep. `gone` = the server already forgot it. */
  clear(gone: boolean): void {
    this.#stop();
    this.#draft = { text: '', kind: this.#draft.kind };
    this.#saved = key(this.#draft);
    this.ports.local(null);
    this.ports.status('empty');
    if (!gone) void this.ports.remove().catch(() => {});
  }

  /** Saves now. With `leaving` the request outlives the page. */
  async flush(leaving = false): Promise<void> {
    this.#stop();
    if (key(this.#draft) === this.#saved || (this.#busy && !leaving)) return;
    const sending = this.#draft;
    this.#busy = true;
    this.ports.status('saving');
    try {
      await (sending.text.trim() ? this.ports.save(sending, leaving) : this.ports.remove());
      this.#saved = key(sending);
      this.#pause = this.delay;
      if (this.#draft === sending) {
        this.ports.local(null);
        this.ports.status(sending.text.trim() ? 'saved' : 'empty');
      }
    } catch {
      this.ports.status('kept_here');
      this.#pause = Math.min(Math.max(this.#pause * 2, 2000), 30_000);
    } finally {
      this.#busy = false;
      if (key(this.#draft) !== this.#saved && !leaving) this.#schedule(this.#pause);
    }
  }

  #schedule(after: number): void {
    this.#stop();
    this.#timer = setTimeout(() => void this.flush(), after);
  }
  #stop(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }
}

const key = (d: DraftText) => (d.text.trim() ? `${d.kind}\n${d.text}` : '');

/** Which of the two copies to go on with: the one written last. */
export function newest(
  server: (DraftText & { saved_at: string }) | null,
  local: (DraftText & { at: number }) | null,
): DraftText | null {
  if (!server) return local;
  if (!local) return server;
  return local.at > Date.parse(server.saved_at) ? local : server;
}
