// What to say instead, made to fit the place of what was said: as the server's mending.cpp.
import { gapsIn } from '$features/templates/marks';
import { fold } from './letters';
import type { Hit, Rule } from './matching';

export interface Better extends Rule {
  better: string[];
}
const isCapital = (c: string) => c !== c.toLowerCase() && c === c.toUpperCase();
const withCapital = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1);

const beginsSentence = (text: string, at: number) => {
  const before = text.slice(0, at).replace(/[ \t]+$/, '');
  return before === '' || /[.!?\n¡¿]$/.test(before);
};

function quiet(text: string, hit: Hit, rule: Rule): string {
  const mayStand = new Set(rule.patterns.flat().flatMap((e) => e.split('|')));
  const said = text
    .slice(hit.from, hit.to)
    .replace(/[\p{L}\p{N}\p{M}]+/gu, (w) => (mayStand.has(fold(w)) ? w : w.toLowerCase()));
  return beginsSentence(text, hit.from) ? withCapital(said) : said;
}

const oneMark = (marks: string) => ['?', '!', '¿', '¡'].find((m) => marks.includes(m)) ?? '';

/** The words of one of the rule's suggestions for this hit; '' leaves it out. */
export function instead(text: string, hit: Hit, rule: Better, better: string, name: string): string {
  const said = text.slice(hit.from, hit.to);
  if (better === '-') return '';
  if (better === '=') return rule.look === 'storm' ? oneMark(said) : quiet(text, hit, rule);
  const words = better.replaceAll('{nombre}', name);
  return isCapital(said.slice(0, 1)) ? withCapital(words) : words;
}

export interface Mended {
  from: number;
  to: number;
  words: string;
}
/** What to replace by what. Where nothing is said instead, the comma and the blank beside it go too. */
export function mend(text: string, hit: Hit, words: string): Mended {
  if (words) return { from: hit.from, to: hit.to, words };
  const before = /,?[ \t]*$/.exec(text.slice(0, hit.from))![0].length;
  if (before) return { from: hit.from - before, to: hit.to, words };
  return { from: hit.from, to: hit.to + /^,?[ \t]*/.exec(text.slice(hit.to))![0].length, words };
}

/** Into the field as if typed, so that one undo takes it back; the first gap in it is selected, to be written next. */
export function replaceIn(area: HTMLTextAreaElement | HTMLInputElement, { from, to, words }: Mended): void {
  area.focus();
  area.setSelectionRange(from, to);
  const done = document.execCommand(words ? 'insertText' : 'delete', false, words);
  if (!done) {
    area.setRangeText(words, from, to, 'end');
    area.dispatchEvent(new Event('input', { bubbles: true }));
  }
  const gap = gapsIn(words)[0];
  if (gap) area.setSelectionRange(from + gap.from, from + gap.to);
}

/** A phrase where one is writing: a blank between it and what stands around it. */
export function withPhrase(text: string, from: number, to: number, words: string): Mended {
  const lead = from > 0 && !/[\s¡¿(«“]$/.test(text.slice(0, from)) ? ' ' : '';
  const tail = to < text.length && !/^[\s.,;:!?)»”]/.test(text.slice(to)) ? ' ' : '';
  return { from, to, words: lead + words + tail };
}
