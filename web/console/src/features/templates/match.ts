// Finding a template while typing: every word must be somewhere, by the beginning of a word or at least in its letters one after
// another. Where nothing is typed the server's order stands: what one used last first.
import { fold } from '$lib/time/parse';

export interface Findable {
  name: string;
  text: string;
}

/** Whether the letters of `word` follow one another in `name`: "dvto" in "devuelto". */
function scattered(word: string, name: string): boolean {
  let at = 0;
  for (const c of word) {
    at = name.indexOf(c, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

/** How well one word fits: 0 not at all. */
function fit(word: string, name: string, text: string): number {
  if (name.startsWith(word)) return 6;
  if (` ${name}`.includes(` ${word}`)) return 5;
  if (name.includes(word)) return 4;
  if (` ${text}`.includes(` ${word}`)) return 3;
  if (text.includes(word)) return 2;
  return word.length > 2 && scattered(word, name) ? 1 : 0;
}

const plain = (s: string) =>
  fold(s)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

export function matching<T extends Findable>(templates: readonly T[], typed: string): T[] {
  const words = plain(typed).split(' ').filter(Boolean);
  if (!words.length) return [...templates];
  return templates
    .map((template) => {
      const name = plain(template.name);
      const text = plain(template.text);
      const fits = words.map((w) => fit(w, name, text));
      return { template, score: fits.includes(0) ? 0 : fits.reduce((a, b) => a + b, 0) };
    })
    .filter((f) => f.score > 0)
    .sort((a, b) => b.score - a.score)
    .map((f) => f.template);
}
