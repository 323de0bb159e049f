// Phrases that hurt, found while one types: the same rules as the server's (src/modules/guidance/matching.hpp says what a pattern is),
// held to the same sentences (tests/fixtures/guidance_vectors.json). Places count UTF-16 units, as a text area does.
import { fold, isApostrophe, isFigure, isLetter, isLower, isUpper } from './letters';

export type Look = 'words' | 'capitals' | 'storm';
/** As it comes from GET /guidance/rules. */
export interface Rule {
  code: string;
  look: Look;
  patterns: string[][];
  exceptions: string[][];
  names: boolean;
}
export interface Hit {
  rule: number;
  from: number;
  to: number;
}
interface Stretch {
  from: number;
  to: number;
}

// --- Words -----------------------------------------------------------------------------------------------------------------------
const enum Break {
  none,
  clause,
  sentence,
}
interface Word {
  folded: string;
  from: number;
  to: number;
  before: Break;
  letters: number;
  capitals: boolean;
  code: boolean;
}

const isBlank = (c: string | undefined) => c === ' ' || c === '\n' || c === '\t' || c === '\r';

function closed(text: string, from: number, close: string, limit: string): number {
  const end = text.indexOf(close, from);
  const before = text.indexOf(limit, from);
  return end < 0 || (before >= 0 && end > before) ? 0 : end + close.length;
}

/** The end of what begins here and is not the writer's; 0 when nothing does. */
function endOfStretch(text: string, at: number): number {
  const c = text[at];
  if (c === '«') return closed(text, at + 1, '»', '\n\n');
  if (c === '“') return closed(text, at + 1, '”', '\n\n');
  if (c === '"') return closed(text, at + 1, '"', '\n');
  if (c === '[' && text[at + 1] === '[') return closed(text, at + 2, ']]', '\n');
  if (isBlank(c) || (at > 0 && !isBlank(text[at - 1]))) return 0;
  if (c === '>') {
    const start = at === 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1;
    if (/^[ \t]*$/.test(text.slice(start, at))) {
      const end = text.indexOf('\n', at);
      return end < 0 ? text.length : end;
    }
  }
  let end = at;
  let address = text.startsWith('www.', at);
  for (; end < text.length && !isBlank(text[end]); end++)
    address ||= text[end] === '@' || (text[end] === ':' && text.startsWith('://', end));
  return address ? end : 0;
}

/** Quotations, addresses, marks of pictures. */
export function notTheirWords(text: string): Stretch[] {
  const out: Stretch[] = [];
  for (let at = 0; at < text.length;) {
    const end = endOfStretch(text, at);
    if (end) out.push({ from: at, to: end });
    at = end || at + 1;
  }
  return out;
}

const ends = new Set('.!?\n…');
const pauses = new Set(',;:()[]/"¡¿«»–—“”');
const breakOf = (c: string) => (ends.has(c) ? Break.sentence : pauses.has(c) ? Break.clause : Break.none);
const joints = new Set('-_/#');

// People use the same words again and again; folding them is what costs.
const known = new Map<string, string>();
function folded(word: string): string {
  let f = known.get(word);
  if (f === undefined) {
    if (known.size > 5000) known.clear();
    known.set(word, (f = fold(word)));
  }
  return f;
}

function wordAt(text: string, from: number, before: Break): Word {
  let at = from;
  let letters = 0;
  let lower = false;
  let upper = false;
  let joined = false;
  while (at < text.length) {
    const c = text.codePointAt(at)!;
    const width = c > 0xffff ? 2 : 1;
    if (isLetter(c)) {
      letters++;
      upper ||= isUpper(c);
      lower ||= isLower(c) || isFigure(c);
    } else if (!isApostrophe(c) || at === from || !isLetter(text.codePointAt(at + 1) ?? 0)) break;
    else joined = true;
    at += width;
  }
  const code = (from > 0 && joints.has(text[from - 1]!)) || joints.has(text[at] ?? ' ');
  const raw = text.slice(from, at);
  return {
    folded: folded(joined ? raw.replace(/['’]/g, '') : raw),
    from,
    to: at,
    before,
    letters,
    capitals: upper && !lower,
    code,
  };
}

function wordsOf(text: string, skip: Stretch[]): Word[] {
  const out: Word[] = [];
  let before = Break.sentence;
  let next = 0;
  for (let at = 0; at < text.length;) {
    if (next < skip.length && at >= skip[next]!.from) {
      at = skip[next++]!.to;
      before = Break.sentence;
      continue;
    }
    const c = text.codePointAt(at)!;
    if (isLetter(c)) {
      const word = wordAt(text, at, before);
      out.push(word);
      at = word.to;
      before = Break.none;
    } else {
      before = Math.max(before, breakOf(text[at]!));
      at += c > 0xffff ? 2 : 1;
    }
  }
  return out;
}

// --- Patterns --------------------------------------------------------------------------------------------------------------------
const gap = 6;
interface Element {
  kind: 'bound' | 'here' | 'gap' | 'word';
  optional: boolean;
  whole: string[];
  beginnings: string[];
}
interface Pattern {
  rule: number;
  exception: boolean;
  elements: Element[];
}

function elementOf(compiled: string): Element {
  if (compiled === '^' || compiled === '$')
    return { kind: 'bound', optional: false, whole: [], beginnings: [] };
  if (compiled === '<') return { kind: 'here', optional: false, whole: [], beginnings: [] };
  if (compiled === '~') return { kind: 'gap', optional: false, whole: [], beginnings: [] };
  const optional = compiled.startsWith('?');
  const words = (optional ? compiled.slice(1) : compiled).split('|');
  return {
    kind: 'word',
    optional,
    whole: words.filter((w) => !w.endsWith('*')),
    beginnings: words.filter((w) => w.endsWith('*')).map((w) => w.slice(0, -1)),
  };
}
const fits = (e: Element, word: string) =>
  e.whole.includes(word) || e.beginnings.some((b) => word.startsWith(b));

/** Where the hit begins and the index behind its last word; null when it does not match. */
function attempt(elements: Element[], words: Word[], start: number): { begin: number; end: number } | null {
  let begin = start;
  const reachable = (w: number) => w < words.length && (w === start || words[w]!.before !== Break.sentence);
  const from = (i: number, w: number): number => {
    if (i === elements.length) return w;
    const e = elements[i]!;
    if (e.kind === 'bound') return w < words.length && words[w]!.before === Break.none ? 0 : from(i + 1, w);
    if (e.kind === 'here') {
      begin = w;
      return from(i + 1, w);
    }
    if (e.kind === 'gap') {
      for (let skipped = 0; skipped <= gap; skipped++) {
        const end = from(i + 1, w + skipped);
        if (end) return end;
        if (!reachable(w + skipped)) return 0;
      }
      return 0;
    }
    if (reachable(w) && fits(e, words[w]!.folded)) {
      const end = from(i + 1, w + 1);
      if (end) return end;
    }
    return e.optional ? from(i + 1, w) : 0;
  };
  const end = from(0, start);
  return end > begin ? { begin, end } : null;
}

const touch = (a: Stretch, b: Stretch) => a.from < b.to && b.from < a.to;

// --- Capitals, and several ! in a row --------------------------------------------------------------------------------------------
const longWord = 5;
const longSentence = 8;

function shouting(words: Word[], allowed: Element, names: Set<string>, rule: number): Hit[] {
  const out: Hit[] = [];
  const shouts = (w: Word) => w.capitals && !w.code && !fits(allowed, w.folded) && !names.has(w.folded);
  for (let at = 0; at < words.length;) {
    let end = at;
    while (
      end < words.length &&
      words[end]!.capitals &&
      !words[end]!.code &&
      (end === at || words[end]!.before !== Break.sentence)
    )
      end++;
    let first = at;
    let last = end;
    while (first < last && !shouts(words[first]!)) first++;
    while (last > first && !shouts(words[last - 1]!)) last--;
    const loud = words.slice(first, last).filter(shouts);
    const several = loud.filter((w) => w.letters >= 2).length >= 2;
    const letters = loud.reduce((n, w) => n + w.letters, 0);
    const oneLong = loud.some((w) => w.letters >= longWord && /[aeiou]/.test(w.folded));
    if (oneLong || (several && letters >= longSentence))
      out.push({ rule, from: words[first]!.from, to: words[last - 1]!.to });
    at = Math.max(end, at + 1);
  }
  return out;
}

function storms(text: string, skip: Stretch[], rule: number): Hit[] {
  const out: Hit[] = [];
  for (const found of text.matchAll(/[!?]{2,}|[¡¿]{2,}/g)) {
    const hit = { rule, from: found.index, to: found.index + found[0].length };
    if (!skip.some((s) => touch(s, hit))) out.push(hit);
  }
  return out;
}

// --- All of it -------------------------------------------------------------------------------------------------------------------
export class Matcher {
  private patterns: Pattern[] = [];
  private whole = new Map<string, Pattern[]>();
  private beginnings = new Map<string, Pattern[]>();
  private lengths: number[] = [];
  private mayShout = new Map<number, Element>();

  constructor(readonly rules: readonly Rule[]) {
    rules.forEach((r, i) => {
      if (r.look === 'words') {
        this.add(i, r.patterns, false);
        this.add(i, r.exceptions, true);
      } else if (r.look === 'capitals') {
        const all = r.patterns.flat().map(elementOf);
        this.mayShout.set(i, {
          kind: 'word',
          optional: false,
          whole: all.flatMap((e) => e.whole),
          beginnings: all.flatMap((e) => e.beginnings),
        });
      }
    });
    for (const p of this.patterns) this.place(p);
    this.lengths = [...new Set([...this.beginnings.keys()].map((b) => b.length))].sort((a, b) => a - b);
  }

  private add(rule: number, compiled: string[][], exception: boolean) {
    for (const c of compiled) this.patterns.push({ rule, exception, elements: c.map(elementOf) });
  }
  private place(p: Pattern) {
    const put = (map: Map<string, Pattern[]>, key: string) => {
      const there = map.get(key);
      if (there) there.push(p);
      else map.set(key, [p]);
    };
    for (const e of p.elements) {
      if (e.kind !== 'word') continue;
      for (const w of e.whole) put(this.whole, w);
      for (const b of e.beginnings) put(this.beginnings, b);
      if (!e.optional) return;
    }
  }
  private each(word: string, f: (p: Pattern) => void) {
    this.whole.get(word)?.forEach(f);
    for (const length of this.lengths) {
      if (length > word.length) return;
      this.beginnings.get(word.slice(0, length))?.forEach(f);
    }
  }

  private ofWords(words: Word[], names: Set<string>): Hit[] {
    const hits: Hit[] = [];
    const exceptions = new Map<number, Hit[]>();
    for (let at = 0; at < words.length; at++)
      this.each(words[at]!.folded, (p) => {
        const match = attempt(p.elements, words, at);
        if (!match) return;
        const { begin, end } = match;
        if (this.rules[p.rule]!.names && words.slice(begin, end).some((w) => names.has(w.folded))) return;
        const hit = { rule: p.rule, from: words[begin]!.from, to: words[end - 1]!.to };
        if (!p.exception) hits.push(hit);
        else if (exceptions.has(p.rule)) exceptions.get(p.rule)!.push(hit);
        else exceptions.set(p.rule, [hit]);
      });
    return hits.filter((h) => !exceptions.get(h.rule)?.some((e) => touch(e, h)));
  }

  /** In the order of the text, none overlapping. `names` are never held against anybody. */
  find(text: string, names: readonly string[] = []): Hit[] {
    const folded = new Set(names.flatMap((n) => wordsOf(n, []).map((w) => w.folded)));
    const skip = notTheirWords(text);
    const words = wordsOf(text, skip);
    const hits = this.ofWords(words, folded);
    this.rules.forEach((r, i) => {
      if (r.look === 'capitals') hits.push(...shouting(words, this.mayShout.get(i)!, folded, i));
      if (r.look === 'storm') hits.push(...storms(text, skip, i));
    });
    hits.sort((a, b) => a.from - b.from || b.to - a.to || a.rule - b.rule);
    const out: Hit[] = [];
    for (const h of hits) if (!out.length || h.from >= out.at(-1)!.to) out.push(h);
    return out;
  }
}
