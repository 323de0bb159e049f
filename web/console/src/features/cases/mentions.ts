// "@Diego Salazar" in an internal note.
/** The name being typed before the caret, after an @; null when none is. */
export function mentionAt(text: string, caret: number): string | null {
  const m = /(?:^|\s)@([\p{L} ]{0,30})$/u.exec(text.slice(0, caret));
  return m ? m[1]! : null;
}
/** The people whose full name stands after an @ in the text. */
export const mentioned = (text: string, people: readonly { id: number; name: string }[]) =>
  people.filter((p) => text.includes(`@${p.name}`)).map((p) => p.id);
