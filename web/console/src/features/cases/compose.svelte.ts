// What is being written in one case: the text of each kind, its draft, its files. Once sent, a reply is held by the server for
// some seconds (held.ts), whatever becomes of this browser; taken back it is here again, whole.
import { ApiError, newKey, OfflineError, post, request } from '$lib/api/client';
import type { CaseView, Entry, FileRef } from '$lib/api/types';
import { router } from '$lib/router/router.svelte';
import { app } from '$lib/state/app.svelte';
import { DraftSaver, newest, type DraftStatus, type DraftText } from '$lib/state/draft';
import { client } from '$lib/state/queries';
import { toasts } from '$lib/state/toasts.svelte';
import { isPicture, markOf, withoutMark } from '$lib/text/pictures';
import { explain } from '$lib/ui/form.svelte';
import * as m from '$m';
import type { Copies } from '$features/mail/copies';
import { freshName } from './attaching';
import { letGo, takeBack, type Held } from './held';
import { landed } from './queries';
import { arrivedAfter, lastSeen } from './seen';

export type Mode = 'reply' | 'note';
export interface Attachment {
  key: number;
  name: string;
  file?: FileRef;
  error?: string;
}

const composers = new Map<number, Compose>();

addEventListener('pagehide', () => {
  for (const c of composers.values()) void c.flush(true);
});

const localKey = (id: number, what: string) => `escucha.${what}.${app.me?.id}.${id}`;
function readLocal<T>(key: string): T | null {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null') as T | null;
  } catch {
    return null;
  }
}
function writeLocal(key: string, value: unknown): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // the server keeps the draft; this copy is for when it is away
  }
}

/** One per case, for as long as the tab lives: leaving a case and coming back finds the text as it was. */
export function composeFor(view: CaseView): Compose {
  let c = composers.get(view.case.id);
  if (!c) composers.set(view.case.id, (c = new Compose(view)));
  return c;
}

/** The case was joined to another while somebody was writing in it: the text goes along. */
export function carryOver(from: number, view: CaseView): void {
  const old = composers.get(from);
  if (!old) return;
  composeFor(view).takeOver(old);
  composers.delete(from);
  for (const what of ['draft', 'other', 'files']) writeLocal(localKey(from, what), null);
}

export class Compose {
  readonly caseId: number;
  mode = $state<Mode>('reply');
  texts = $state<Record<Mode, string>>({ reply: '', note: '' });
  #files = $state<Attachment[]>([]);
  status = $state<DraftStatus>('empty');
  wait = $state(false);
  apology = $state(false);
  /** Who gets a copy by e-mail, once its writer changed that. */
  copies = $state.raw<Copies | null>(null);
  /** For whom, where cases of several people are joined. */
  to = $state<number | null>(null);
  error = $state<string | null>(null);
  /** Set when the thread changed while writing: what had been seen. */
  overtaken = $state<string | null>(null);
  sending = $state(false);
  #saver: DraftSaver;
  #next = 1;
  #tried = { what: '', key: '' };

  constructor(view: CaseView) {
    const id = (this.caseId = view.case.id);
    const server = view.draft ? { ...view.draft, kind: view.draft.kind as Mode } : null;
    const local = readLocal<DraftText & { at: number }>(localKey(id, 'draft'));
    const other = readLocal<DraftText>(localKey(id, 'other'));
    if (other) this.texts[other.kind] = other.text;
    this.copies = readLocal<Copies>(localKey(id, 'copies'));
    this.#files = this.#keptFiles();
    const draft = newest(server, local);
    if (draft) {
      this.mode = draft.kind;
      this.texts[draft.kind] = draft.text;
      this.status = 'saved';
    }
    this.#saver = new DraftSaver(this.#ports(), server ?? { text: '', kind: 'reply' });
    if (draft && draft !== server) this.#saver.change(draft);
  }
  #ports() {
    const id = this.caseId;
    return {
      save: async (d: DraftText, leaving: boolean) => {
        await request('PUT', `/cases/${id}/draft`, { body: d, keepalive: leaving });
        client.setQueryData<CaseView>(
          ['case', id],
          (v) => v && { ...v, draft: { ...d, saved_at: new Date().toISOString() } },
        );
      },
      remove: () => request('DELETE', `/cases/${id}/draft`),
      local: (d: unknown) => writeLocal(localKey(id, 'draft'), d),
      status: (s: DraftStatus) => (this.status = s),
      now: () => Date.now(),
    };
  }

  get files(): Attachment[] {
    return this.#files;
  }
  /** Kept in this browser, as the server keeps them for a day: a mark in the text that came back still means its picture. */
  set files(list: Attachment[]) {
    this.#files = list;
    const files = list.flatMap((f) => f.file ?? []);
    writeLocal(localKey(this.caseId, 'files'), files.length ? { files, at: Date.now() } : null);
  }
  #keptFiles(): Attachment[] {
    const kept = readLocal<{ files: FileRef[]; at: number }>(localKey(this.caseId, 'files'));
    if (!kept || Date.now() - kept.at > 12 * 3_600_000) return [];
    return kept.files.map((file) => ({ key: this.#next++, name: file.name, file }));
  }

  get text(): string {
    return this.texts[this.mode];
  }
  write(text: string): void {
    this.texts[this.mode] = text;
    this.error = null;
    this.#saver.change({ text, kind: this.mode });
  }
  /** The text of the other kind stays in this browser; the server keeps the one being written. */
  switchTo(mode: Mode): void {
    if (mode === this.mode) return;
    writeLocal(
      localKey(this.caseId, 'other'),
      this.text.trim() ? { text: this.text, kind: this.mode } : null,
    );
    this.mode = mode;
    if (this.text.trim()) this.#saver.change({ text: this.text, kind: mode });
  }
  takeOver(old: Compose): void {
    for (const mode of ['note', 'reply'] as const) {
      const text = old.texts[mode].trim();
      if (!text || this.texts[mode].includes(text)) continue;
      this.mode = mode;
      this.write(this.text.trim() ? `${this.text.trimEnd()}\n\n${text}` : text);
    }
    this.files = [...this.files, ...old.files.filter((f) => f.file)];
  }
  /** Kept in this browser with the text: a copy taken out must not come back by itself. */
  chooseCopies(copies: Copies | null): void {
    this.copies = copies;
    writeLocal(localKey(this.caseId, 'copies'), copies);
  }
  insert(words: string): void {
    const t = this.text.trimEnd();
    this.write(t ? `${t} ${words}` : words);
  }
  flush(leaving = false): Promise<void> {
    return this.sending ? Promise.resolve() : this.#saver.flush(leaving);
  }

  /** `place`: puts the mark of a picture into the text. Other files only go along. */
  async attach(list: Iterable<File>, place?: (name: string) => void): Promise<void> {
    for (const file of list) {
      if (this.files.length >= 10) return void (this.error = m.files_too_many());
      const key = this.#next++;
      const name = freshName(
        file,
        this.files.map((f) => f.name),
      );
      this.files.push({ key, name, error: file.size > 20_000_000 ? m.file_too_big() : undefined });
      if (file.size > 20_000_000) continue;
      if (isPicture(file.type)) place?.(name);
      const body = new FormData();
      body.append('file', file, name);
      try {
        const { items } = await post<{ items: FileRef[] }>('/files', body);
        const kept = items[0]!;
        this.files = this.files.map((f) => (f.key === key ? { ...f, name: kept.name, file: kept } : f));
        if (kept.name !== name) this.#rewrite((t) => t.replaceAll(markOf(name), markOf(kept.name)));
      } catch (e) {
        this.files = this.files.map((f) => (f.key === key ? { ...f, error: explain(e) } : f));
        this.unmark(name);
      }
    }
  }
  detach(key: number): void {
    const gone = this.files.find((f) => f.key === key);
    this.files = this.files.filter((f) => f.key !== key);
    if (gone && !this.files.some((f) => f.name === gone.name)) this.unmark(gone.name);
  }
  /** The picture stays with what is written, but no longer within its words. */
  unmark(name: string): void {
    this.#rewrite((t) => withoutMark(t, name));
  }
  #rewrite(change: (text: string) => string): void {
    const other = this.mode === 'note' ? 'reply' : 'note';
    this.texts[other] = change(this.texts[other]);
    if (change(this.text) !== this.text) this.write(change(this.text));
  }
  get uploading(): boolean {
    return this.files.some((f) => !f.file && !f.error);
  }
  #ready(): { id: number; name: string }[] {
    return this.files.flatMap((f) => (f.file ? [{ id: f.file.id, name: f.file.name }] : []));
  }

  /** `seen` is what the writer had before their eyes. */
  async send(entries: readonly Entry[], seen = lastSeen(entries)): Promise<void> {
    const text = this.texts.reply.trim();
    if (!text || this.uploading || this.sending) return;
    const body = {
      text,
      seen,
      file_ids: this.#ready().map((f) => f.id),
      then: this.wait ? 'waiting' : null,
      apology: this.apology || undefined,
      copies: this.copies ?? undefined,
      customer_id: this.to ?? undefined,
      hold: app.me?.preferences.undo_seconds ?? 15,
    };
    this.error = null;
    this.overtaken = null;
    this.sending = true;
    try {
      const key = this.#keyFor(JSON.stringify(body));
      const view = await request<CaseView>('POST', `/cases/${this.caseId}/replies`, { body, key });
      this.#sent();
      landed(view);
    } catch (e) {
      this.#cameBack(seen, e);
    } finally {
      this.sending = false;
    }
  }
  /** The same words again are the same sending: an answer that got lost on the way doubles nothing. */
  #keyFor(what: string): string {
    if (this.#tried.what !== what) this.#tried = { what, key: newKey() };
    return this.#tried.key;
  }
  #sent(): void {
    this.#tried = { what: '', key: '' };
    this.texts.reply = '';
    this.files = [];
    this.wait = false;
    this.apology = false;
    this.to = null;
    this.chooseCopies(null);
    this.#saver.clear(true);
  }
  #cameBack(seen: string, e: unknown): void {
    if (e instanceof ApiError && e.code === 'case.changed_meanwhile') {
      this.overtaken = seen;
      void client.invalidateQueries({ queryKey: ['case', this.caseId] });
    } else this.error = e instanceof OfflineError ? m.reply_offline() : explain(e);
    this.mode = 'reply';
    if (router.path !== `/casos/${this.caseId}`)
      toasts.show(m.reply_came_back({ why: explain(e) }), {
        tone: 'late',
        action: { label: m.see(), run: () => router.go(`/casos/${this.caseId}`) },
      });
  }
  /** Here again, whole: what it said, its files, its copies, and what was to happen then. */
  async undo(held: Held): Promise<void> {
    const view = await takeBack(this.caseId, held);
    if (!view) return;
    const later = this.texts.reply.trim();
    this.mode = 'reply';
    this.write(later && later !== held.text ? `${held.text}\n\n${later}` : held.text);
    this.files = held.files.map((file) => ({ key: this.#next++, name: file.name, file }));
    this.wait = held.wait;
    this.apology = held.apology;
    this.chooseCopies(held.copies ?? null);
  }
  /** Before its time; or although it was stopped, by who has seen these entries. */
  sendNow(held: Held, entries?: readonly Entry[]): Promise<void> {
    return letGo(this.caseId, held, entries && lastSeen(entries));
  }
  arrived(entries: readonly Entry[]): Entry[] {
    return this.overtaken === null ? [] : arrivedAfter(entries, this.overtaken);
  }

  async note(mentions: number[]): Promise<boolean> {
    const text = this.texts.note.trim();
    if (!text || this.uploading) return false;
    this.error = null;
    try {
      const view = await post<CaseView>(`/cases/${this.caseId}/notes`, {
        text,
        mentions,
        file_ids: this.#ready().map((f) => f.id),
      });
      this.texts.note = '';
      this.files = [];
      this.#saver.clear(true);
      writeLocal(localKey(this.caseId, 'other'), null);
      landed(view);
      if (this.texts.reply.trim()) this.switchTo('reply');
      return true;
    } catch (e) {
      this.error = explain(e);
      return false;
    }
  }
}
