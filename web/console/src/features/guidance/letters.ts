// Letters as the server sees them (src/modules/guidance/letters.hpp, src/base/fold.cpp): both must cut a text into the same words.

export function isLetter(c: number): boolean {
  if (c < 0x80) return (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || (c >= 48 && c <= 57);
  if (c < 0xc0) return c === 0xaa || c === 0xb5 || c === 0xba;
  if (c === 0xd7 || c === 0xf7 || c === 0xfffd) return false;
  return (
    !(c >= 0x2000 && c < 0x2c00) &&
    !(c >= 0x3000 && c < 0x3040) &&
    !(c >= 0xfe10 && c < 0xfe70) &&
    !(c >= 0xe000 && c < 0xf900) &&
    c < 0x1f000
  );
}
/** "don't" is one word. */
export const isApostrophe = (c: number) => c === 0x27 || c === 0x2019;
export const isUpper = (c: number) => (c >= 65 && c <= 90) || (c >= 0xc0 && c <= 0xde && c !== 0xd7);
export const isLower = (c: number) => (c >= 97 && c <= 122) || (c >= 0xdf && c <= 0xff && c !== 0xf7);
export const isFigure = (c: number) => c >= 48 && c <= 57;

const twoLetters: Record<string, string> = { æ: 'ae', œ: 'oe', ß: 'ss', þ: 'th', ĳ: 'ij' };
const stroked: Record<string, string> = { ø: 'o', đ: 'd', ð: 'd', ł: 'l', ħ: 'h', ŧ: 't', ı: 'i' };

/** Lower case, without accents. */
export function fold(word: string): string {
  let plain = true;
  for (let i = 0; i < word.length && plain; i++) plain = word.charCodeAt(i) < 0x80;
  const low = word.toLowerCase();
  if (plain) return low;
  return low
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[æœßþĳøđðłħŧı]/g, (c) => twoLetters[c] ?? stroked[c]!);
}
