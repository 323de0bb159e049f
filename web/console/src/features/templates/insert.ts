// Putting words where the caret is, and what to select afterwards so that one can go on typing.
import { gapsIn } from './marks';

export interface Written {
  text: string;
  /** The selection afterwards. */
  from: number;
  to: number;
}

/** A template takes the place of the selection, on lines of its own where something stands around it; its first gap is selected. */
export function withTemplate(text: string, from: number, to: number, words: string): Written {
  const before = text.slice(0, from);
  const after = text.slice(to);
  const lead = before === '' || before.endsWith('\n') ? '' : '\n\n';
  const tail = after === '' || after.startsWith('\n') ? '' : '\n\n';
  const start = before.length + lead.length;
  const gap = gapsIn(words)[0];
  const end = start + words.length;
  return {
    text: before + lead + words + tail + after,
    from: gap ? start + gap.from : end,
    to: gap ? start + gap.to : end,
  };
}

/** Whether the caret stands at the beginning of a line without anything in it. */
export function onEmptyLine(text: string, from: number, to: number): boolean {
  return from === to && (from === 0 || text[from - 1] === '\n') && (to === text.length || text[to] === '\n');
}

export type Piece = 'variable' | 'treatment' | 'known' | 'gap';
export interface PieceWords {
  treatment: string;
  known: string;
  gap: string;
}
const wordsOf = {
  es: { treatment: 'trato', known: 'si', gap: 'completar' },
  en: { treatment: 'treatment', known: 'if', gap: 'write' },
} as const;

/**
 * A piece of a template's language at the caret. What was selected goes into it; what one has to write next is selected.
 * `name`: of the variable; `sample`: what stands in the gap until one writes.
 */
export function withPiece(
  text: string,
  from: number,
  to: number,
  piece: Piece,
  language: 'es' | 'en',
  name: string,
  sample: string,
): Written {
  const chosen = text.slice(from, to);
  const w = wordsOf[language];
  const put = (words: string, select: [number, number]): Written => ({
    text: text.slice(0, from) + words + text.slice(to),
    from: from + select[0],
    to: from + select[1],
  });
  const around = (head: string, inside: string, rest: string) =>
    put(head + inside + rest, [head.length, head.length + inside.length]);
  if (piece === 'variable') return put(`{${name}}`, [name.length + 2, name.length + 2]);
  if (piece === 'treatment')
    return chosen
      ? around(`{${w.treatment}: `, chosen, ` | ${chosen} | ${chosen}}`)
      : around(`{${w.treatment}: `, 'tú', ' | usted | vos}');
  if (piece === 'known') return around(`{${w.known} ${name}: `, chosen || sample, '}');
  return around(`{${w.gap}: `, chosen || sample, '}');
}

/** Where line and column (from 1, columns in code points) stand in the text. */
export function placeOf(text: string, line: number, column: number): number {
  const lines = text.split('\n');
  const before = lines.slice(0, line - 1).reduce((n, l) => n + l.length + 1, 0);
  return before + [...(lines[line - 1] ?? '')].slice(0, column - 1).join('').length;
}
