// The live connection: server-sent events with catch-up. The browser reconnects by itself with Last-Event-ID after a lost
// line; what it gives up on (an answer that is not 200, a proxy's time-out page) we open anew with doubling pauses, and then
// say "behind", because a new EventSource cannot carry the old cursor: whoever listens must fetch what it shows again.
import type { LiveChange } from '../api/types';

export interface Source {
  readyState: number;
  addEventListener(type: string, f: (e: MessageEvent) => void): void;
  close(): void;
}
export interface LiveListener {
  change(change: LiveChange): void;
  behind(): void;
  up(connected: boolean): void;
}
const closed = 2;

export class LiveStream {
  #source: Source | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #pause = 1000;
  #dropped = false; // a connection with a cursor was thrown away: the next one starts behind

  constructor(
    private readonly open: () => Source,
    private readonly listener: LiveListener,
    private readonly longest = 30_000,
  ) {}

  start(): void {
    this.stop();
    this.#connect();
  }
  stop(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#source?.close();
    this.#source = null;
  }
  /** The network is back or the tab is seen again: do not wait for the pause to end. */
  hurry(): void {
    if (!this.#timer) return;
    clearTimeout(this.#timer);
    this.#timer = null;
    this.#connect();
  }

  #connect(): void {
    const s = this.open();
    this.#source = s;
    s.addEventListener('hello', () => this.#up());
    s.addEventListener('open', () => this.#up());
    s.addEventListener('behind', () => this.listener.behind());
    s.addEventListener('change', (e) => this.#read(String(e.data)));
    s.addEventListener('error', () => this.#down(s));
  }
  #up(): void {
    this.#pause = 1000;
    this.listener.up(true);
    if (this.#dropped) {
      this.#dropped = false;
      this.listener.behind();
    }
  }
  #down(s: Source): void {
    if (s !== this.#source) return;
    this.listener.up(false);
    if (s.readyState !== closed) return; // the browser is trying again by itself
    s.close();
    this.#dropped = true;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#connect();
    }, this.#pause);
    this.#pause = Math.min(this.#pause * 2, this.longest);
  }
  #read(data: string): void {
    try {
      this.listener.change(JSON.parse(data) as LiveChange);
    } catch {
      this.listener.behind(); // something we cannot read has changed: fetch again rather than miss it
    }
  }
}
