// The console's matcher, held to the sentences the server's is held to (src/modules/guidance/lists_test.cpp).
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Matcher, type Rule } from './matching';
import { instead, mend, withPhrase, type Better } from './mending';

const fixture = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../../../tests/fixtures/${name}`, import.meta.url), 'utf8'));
interface Sentence {
  text: string;
  country?: string;
  name?: string;
  hits: [string, string][];
}
const rules: (Rule & { countries: string[] })[] = fixture('guidance_rules.json');
const sentences: Sentence[] = fixture('guidance_vectors.json');

const matchers = new Map<string, Matcher>();
function matcherOf(country: string): Matcher {
  let m = matchers.get(country);
  if (!m) matchers.set(country, (m = new Matcher(rules.filter((r) => r.countries.includes(country)))));
  return m;
}

describe('phrases that hurt', () => {
  it('has sentences enough', () => expect(sentences.length).toBeGreaterThanOrEqual(120));
  it.each(sentences)('$text', ({ text, country = 'PE', name = '', hits }) => {
    const m = matcherOf(country);
    expect(m.find(text, [name]).map((h) => [m.rules[h.rule]!.code, text.slice(h.from, h.to)])).toEqual(hits);
  });
  it('counts places as the text area does', () => {
    const text = '🙂 ñandú: no es posible';
    const [hit] = matcherOf('PE').find(text);
    expect(text.slice(hit!.from, hit!.to)).toBe('no es posible');
  });
  it('takes whatever is pasted', () => {
    const m = matcherOf('PE');
    for (const text of ['«««“““""[[[[>>>>', '\ud800 no es posible \udfff', '\u0301\u0301', '!'.repeat(9999)])
      expect(() => m.find(text)).not.toThrow();
  });
});

describe('what to say instead', () => {
  const better = (look: Better['look'], patterns: string[][] = []): Better => ({
    code: 'x',
    look,
    patterns,
    exceptions: [],
    names: false,
    better: [],
  });
  const whole = (text: string) => ({ rule: 0, from: 0, to: text.length });
  it('has a capital where the words had one, and the name', () => {
    expect(instead('No va', whole('No va'), better('words'), 'veamos, {nombre}', 'Ana')).toBe('Veamos, Ana');
    expect(instead('no va', whole('no va'), better('words'), 'veamos', 'Ana')).toBe('veamos');
  });
  it('says the same quietly, but for abbreviations', () => {
    expect(instead('SU DNI AHORA', whole('SU DNI AHORA'), better('capitals', [['dni|ruc']]), '=', '')).toBe(
      'Su DNI ahora',
    );
    expect(instead('¿¿', whole('¿¿'), better('storm'), '=', '')).toBe('¿');
    expect(instead('!?!', whole('!?!'), better('storm'), '=', '')).toBe('?');
  });
  it('leaves no comma behind where nothing is said instead', () => {
    expect(mend('Gracias, linda.', { rule: 0, from: 9, to: 14 }, '')).toEqual({ from: 7, to: 14, words: '' });
    expect(mend('Linda, gracias', { rule: 0, from: 0, to: 5 }, '')).toEqual({ from: 0, to: 7, words: '' });
  });
  it('puts a phrase between what stands there', () => {
    expect(withPhrase('', 0, 0, 'Hola.').words).toBe('Hola.');
    expect(withPhrase('Hola.Adiós', 5, 5, 'Gracias.').words).toBe(' Gracias. ');
    expect(withPhrase('Hola. ', 6, 6, 'Gracias.').words).toBe('Gracias.');
  });
});
