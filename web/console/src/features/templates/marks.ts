// What still has to be written in a text that came from a template: the marks that the server leaves where something is not
// known ("«falta: teléfono»"). A text with one is not sent without asking.

export interface Gap {
  from: number;
  to: number;
  /** What is missing, in words. */
  what: string;
}

const mark = /«(?:falta|missing): ([^«»\n]{1,120})»/g;

export function gapsIn(text: string): Gap[] {
  return [...text.matchAll(mark)].map((found) => ({
    from: found.index,
    to: found.index + found[0].length,
    what: found[1]!,
  }));
}

/** Each once, in the order of the text. */
export const missingIn = (text: string): string[] => [...new Set(gapsIn(text).map((g) => g.what))];

/** The text in pieces, so that its marks can be shown as such. */
export function piecesOf(text: string): { text: string; gap: boolean }[] {
  const out: { text: string; gap: boolean }[] = [];
  let at = 0;
  for (const g of gapsIn(text)) {
    if (g.from > at) out.push({ text: text.slice(at, g.from), gap: false });
    out.push({ text: text.slice(g.from, g.to), gap: true });
    at = g.to;
  }
  if (at < text.length) out.push({ text: text.slice(at), gap: false });
  return out;
}
