import { describe, expect, it } from 'vitest';
import { onEmptyLine, placeOf, withPiece, withTemplate } from './insert';
import { gapsIn, missingIn, piecesOf } from './marks';
import { matching } from './match';

describe('marks', () => {
  it('finds what is missing, each once', () => {
    const text = 'Hola, «falta: nombre»: «missing: phone» y «falta: nombre».';
    expect(missingIn(text)).toEqual(['nombre', 'phone']);
    expect(gapsIn(text).map((g) => text.slice(g.from, g.to))).toEqual([
      '«falta: nombre»',
      '«missing: phone»',
      '«falta: nombre»',
    ]);
  });
  it.each(['', 'Hola', '«así»', 'falta: nombre', '«falta: »', '«falta: a\nb»', '«falta: «a'])(
    'does not mind %j',
    (text) => expect(gapsIn(text)).toEqual([]),
  );
  it('shows them apart from the words', () => {
    expect(piecesOf('a «falta: b»')).toEqual([
      { text: 'a ', gap: false },
      { text: '«falta: b»', gap: true },
    ]);
    expect(piecesOf('')).toEqual([]);
  });
});

describe('withTemplate', () => {
  it('goes where the caret is and selects the first gap', () => {
    const w = withTemplate('', 0, 0, 'Hola: «falta: plazo».');
    expect(w.text).toBe('Hola: «falta: plazo».');
    expect(w.text.slice(w.from, w.to)).toBe('«falta: plazo»');
  });
  it('stands apart from what is already written', () => {
    const w = withTemplate('Buenas.Adiós', 7, 7, 'Hola');
    expect(w.text).toBe('Buenas.\n\nHola\n\nAdiós');
    expect([w.from, w.to]).toEqual([13, 13]);
  });
  it('takes the place of what is selected and needs no more lines on a line of its own', () => {
    expect(withTemplate('uno\nxx\ntres', 4, 6, 'dos').text).toBe('uno\ndos\ntres');
  });
});

describe('onEmptyLine', () => {
  it.each([
    ['', 0, true],
    ['a', 0, false],
    ['a', 1, false],
    ['a\n', 2, true],
    ['a\n\nb', 2, true],
    ['a\nb', 2, false],
  ])('%j at %i: %s', (text, at, yes) => expect(onEmptyLine(text, at, at)).toBe(yes));
  it('a selection is no caret', () => expect(onEmptyLine('\n\n', 0, 1)).toBe(false));
});

describe('withPiece', () => {
  const chosen = (w: { text: string; from: number; to: number }) => w.text.slice(w.from, w.to);
  it('puts a variable and goes on after it', () => {
    const w = withPiece('Hola, !', 6, 6, 'variable', 'es', 'nombre', '');
    expect(w.text).toBe('Hola, {nombre}!');
    expect([w.from, w.to]).toEqual([14, 14]);
  });
  it('wraps what is selected in forms of address', () => {
    const w = withPiece('le escribo', 0, 2, 'treatment', 'es', '', '');
    expect(w.text).toBe('{trato: le | le | le} escribo');
    expect(chosen(w)).toBe('le');
  });
  it('offers an example where nothing is selected', () => {
    expect(withPiece('', 0, 0, 'treatment', 'en', '', '').text).toBe('{treatment: tú | usted | vos}');
    const known = withPiece('', 0, 0, 'known', 'es', 'teléfono', 'le llamo');
    expect(known.text).toBe('{si teléfono: le llamo}');
    expect(chosen(known)).toBe('le llamo');
    expect(withPiece('', 0, 0, 'gap', 'es', '', 'el plazo').text).toBe('{completar: el plazo}');
  });
});

describe('placeOf', () => {
  it('counts columns as people do', () => {
    const text = 'ñandú 🙂 {x}\nsegunda {y}';
    expect(text[placeOf(text, 1, 9)]).toBe('{');
    expect(text[placeOf(text, 2, 9)]).toBe('{');
  });
});

describe('matching', () => {
  const all = [
    { name: 'Pedir disculpas', text: 'Tiene razón, y le pido disculpas' },
    { name: 'Prometer con fecha', text: 'Esto es lo que le prometo' },
    { name: 'Avisar de una demora', text: 'Le escribo antes de que se cumpla la fecha' },
  ];
  const names = (typed: string) => matching(all, typed).map((t) => t.name);
  it('keeps the order where nothing is typed', () => expect(names(' ')).toEqual(all.map((t) => t.name)));
  it('finds without accents or capitals', () => expect(names('RAZON')).toEqual(['Pedir disculpas']));
  it('puts names before texts', () =>
    expect(names('fecha')).toEqual(['Prometer con fecha', 'Avisar de una demora']));
  it('wants every word', () => expect(names('fecha demora')).toEqual(['Avisar de una demora']));
  it('forgives letters left out', () => expect(names('prmtr')).toEqual(['Prometer con fecha']));
  it('finds nothing rather than anything', () => expect(names('zapato')).toEqual([]));
});
