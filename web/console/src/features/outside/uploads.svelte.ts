// Files sent up for a letter that is not an answer of a case: each goes up as soon as it is chosen.
import { post } from '$lib/api/client';
import type { FileRef } from '$lib/api/types';
import { isPicture } from '$lib/text/pictures';
import { explain } from '$lib/ui/form.svelte';
import { freshName } from '$features/cases/attaching';
import * as m from '$m';

export interface Upload {
  key: number;
  name: string;
  file?: FileRef;
  error?: string;
}
const most = 10;
const largest = 20_000_000;

export class Uploads {
  list = $state<Upload[]>([]);
  error = $state<string | null>(null);
  #next = 1;

  constructor(before: readonly Upload[] = []) {
    this.list = before.filter((u) => u.file);
    this.#next = this.list.length + 1;
    this.list.forEach((u, i) => (u.key = i + 1));
  }
  /** `place`: puts the mark of a picture into the text. */
  async add(chosen: Iterable<File>, place?: (name: string) => void): Promise<void> {
    this.error = null;
    for (const file of chosen) {
      if (this.list.length >= most) return void (this.error = m.files_too_many());
      const key = this.#next++;
      const name = freshName(
        file,
        this.list.map((u) => u.name),
      );
      const tooBig = file.size > largest;
      this.list.push({ key, name, error: tooBig ? m.file_too_big() : undefined });
      if (tooBig) continue;
      if (isPicture(file.type)) place?.(name);
      await this.#send(key, name, file);
    }
  }
  async #send(key: number, name: string, file: File): Promise<void> {
    const body = new FormData();
    body.append('file', file, name);
    try {
      const { items } = await post<{ items: FileRef[] }>('/files', body);
      this.#put(key, { file: items[0] });
    } catch (e) {
      this.#put(key, { error: explain(e) });
    }
  }
  #put(key: number, more: Partial<Upload>): void {
    this.list = this.list.map((u) => (u.key === key ? { ...u, ...more } : u));
  }
  remove(key: number): void {
    this.list = this.list.filter((u) => u.key !== key);
  }
  get busy(): boolean {
    return this.list.some((u) => !u.file && !u.error);
  }
  get ids(): number[] {
    return this.list.flatMap((u) => (u.file ? [u.file.id] : []));
  }
}
