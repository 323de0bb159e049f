// Pictures in the middle of words, as base/picture_marks.hpp reads them on the server: "[[captura.png]]" stands for the
// picture of that name among the files of an entry. What names none of them is words like any others.

export interface Named {
  name: string;
  type: string;
}
export type Piece<F> = { text: string; picture?: undefined } | { text: string; picture: F };

const kinds = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];
const mark = /\[\[([^[\]\n]{1,500})\]\]/g;

export const isPicture = (type: string): boolean => kinds.includes(type);
export const markOf = (name: string): string => `[[${name}]]`;

/** Words and pictures in their order. Of several pictures with one name the first mark means the first, the next the second. */
export function splitAtPictures<F extends Named>(text: string, files: readonly F[]): Piece<F>[] {
  const named = new Map<string, F[]>();
  for (const f of files) if (isPicture(f.type)) named.set(f.name, [...(named.get(f.name) ?? []), f]);
  const pieces: Piece<F>[] = [];
  let words = 0;
  for (const found of marks(text)) {
    const those = named.get(found.name);
    if (!those) continue;
    if (found.at > words) pieces.push({ text: text.slice(words, found.at) });
    pieces.push({ text: found.text, picture: those.length > 1 ? those.shift()! : those[0]! });
    words = found.at + found.text.length;
  }
  if (words < text.length) pieces.push({ text: text.slice(words) });
  return pieces;
}

/** The files that the text does not show in their place. */
export function besideText<F extends Named>(text: string, files: readonly F[]): F[] {
  const shown = new Set(splitAtPictures(text, files).map((p) => p.picture));
  return files.filter((f) => !shown.has(f));
}

const marks = (text: string) =>
  [...text.matchAll(mark)].map((found) => ({ name: found[1]!, text: found[0], at: found.index }));

/** Marks that look like pictures and name none of these. */
export function unknownMarks(text: string, names: readonly string[]): string[] {
  const known = new Set(names);
  const all = marks(text).map((f) => f.name);
  return [...new Set(all)].filter((n) => !known.has(n) && /\.(png|jpe?g|gif|webp)$/i.test(n));
}

/** With the mark at that place, on a line of its own; `caret` is where one goes on writing. */
export function insertMark(text: string, at: number, name: string): { text: string; caret: number } {
  const before = text.slice(0, at);
  const after = text.slice(at);
  const lead = before && !before.endsWith('\n') ? '\n' : '';
  const tail = after.startsWith('\n') ? '' : '\n';
  const head = `${before}${lead}${markOf(name)}`;
  return { text: head + tail + after, caret: head.length + 1 };
}

/** Without the marks of that name, and without the lines they leave empty. */
export function withoutMark(text: string, name: string): string {
  const lines = text.split('\n').flatMap((line) => {
    if (!line.includes(markOf(name))) return [line];
    const rest = line.replaceAll(markOf(name), '').replace(/ {2,}/g, ' ').trim();
    return rest ? [rest] : [];
  });
  return lines.join('\n');
}

/** For where the pictures themselves are not at hand: their names. */
export const namesForMarks = (text: string, names: readonly string[]): string =>
  names.reduce((t, name) => t.replaceAll(markOf(name), `[${name}]`), text);

export const hasMark = (text: string, name: string): boolean => text.includes(markOf(name));

/** Names a picture so that it says something and is the only one: browsers call everything that is pasted "image.png". */
export function pictureName(given: string, type: string, stamp: string, taken: readonly string[]): string {
  const ending =
    /\.[a-z0-9]{1,5}$/i.exec(given)?.[0] ?? `.${type.slice(6) === 'jpeg' ? 'jpg' : type.slice(6)}`;
  const bare = given
    .slice(0, given.length - (given.endsWith(ending) ? ending.length : 0))
    .replace(/[[\]]/g, '')
    .replace(/[<>:"|?*/\\]/g, '_')
    .trim();
  const stem = !bare || /^(image|imagen|img|blob|unknown|clipboard)$/i.test(bare) ? `captura-${stamp}` : bare;
  let name = stem + ending;
  for (let i = 2; taken.includes(name); ++i) name = `${stem}-${i}${ending}`;
  return name;
}

/** What files weigh in a message, in bytes: base 64 in lines, as modules/channels/email/composing.hpp has it. */
export function weightInMail(sizes: readonly number[]): number {
  return sizes.reduce((all, size) => {
    const letters = Math.ceil(size / 3) * 4;
    return all + letters + Math.ceil(letters / 76) * 2 + 300;
  }, 0);
}
