// Replies on their way: held for a few seconds so that they can be taken back, then sent. They belong to the case, not to the
// screen: one may leave for the next case meanwhile. If the page goes away they are sent at once (keepalive); the draft on the
// server remains until the server has the reply, so nothing is lost either way.
import type { Copies } from '$features/mail/copies';

export interface Outgoing {
  caseId: number;
  text: string;
  seen: string;
  files: { id: number; name: string }[];
  wait: boolean;
  apology: boolean;
  /** Other copies than the server would send by itself. */
  copies: Copies | null;
  key: string;
}
export interface OutboxPorts {
  send(o: Outgoing, leaving: boolean): Promise<void>;
  failed(o: Outgoing, error: unknown): void;
  changed(): void;
  now(): number;
}
interface Held {
  reply: Outgoing;
  due: number;
  sending: boolean;
  timer: ReturnType<typeof setTimeout>;
}

export class Outbox {
  #held = new Map<number, Held>();
  constructor(private readonly ports: OutboxPorts) {}

  of(caseId: number): { reply: Outgoing; due: number; sending: boolean } | undefined {
    return this.#held.get(caseId);
  }
  put(reply: Outgoing, seconds: number): void {
    const due = this.ports.now() + seconds * 1000;
    const timer = setTimeout(() => void this.now(reply.caseId), seconds * 1000);
    this.#held.set(reply.caseId, { reply, due, sending: false, timer });
    this.ports.changed();
  }
  /** Takes it back; undefined when it is already on the wire. */
  undo(caseId: number): Outgoing | undefined {
    const h = this.#held.get(caseId);
    if (!h || h.sending) return undefined;
    clearTimeout(h.timer);
    this.#held.delete(caseId);
    this.ports.changed();
    return h.reply;
  }
  async now(caseId: number, leaving = false): Promise<void> {
    const h = this.#held.get(caseId);
    if (!h || h.sending) return;
    clearTimeout(h.timer);
    h.sending = true;
    this.ports.changed();
    try {
      await this.ports.send(h.reply, leaving);
      this.#held.delete(caseId);
    } catch (e) {
      this.#held.delete(caseId);
      this.ports.failed(h.reply, e);
    }
    this.ports.changed();
  }
  /** The page is going away. */
  flush(): void {
    for (const id of this.#held.keys()) void this.now(id, true);
  }
}
