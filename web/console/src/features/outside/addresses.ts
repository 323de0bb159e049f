// Addresses as people type and paste them: several with commas, names in front.
export interface Typed {
  good: string[];
  wrong: string[];
}
const shape = /^[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+$/;

export const isAddress = (text: string): boolean => shape.test(text.trim());

export function readAddresses(typed: string): Typed {
  const out: Typed = { good: [], wrong: [] };
  for (const piece of typed.split(/[,;\n]+/).map((p) => p.trim())) {
    if (!piece) continue;
    const address = /<([^<>\s]+)>\s*$/.exec(piece)?.[1] ?? piece;
    if (!isAddress(address)) out.wrong.push(piece);
    else if (!out.good.some((a) => a.toLowerCase() === address.toLowerCase())) out.good.push(address);
  }
  return out;
}
