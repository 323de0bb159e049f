import { describe, expect, it } from 'vitest';
import {
  besideText,
  insertMark,
  namesForMarks,
  pictureName,
  splitAtPictures,
  unknownMarks,
  weightInMail,
  withoutMark,
} from './pictures';

const png = (name: string) => ({ name, type: 'image/png' });
const read = (text: string, names: string[]) => {
  const files = names.map(png);
  return splitAtPictures(text, files)
    .map((p) => (p.picture ? `<${files.indexOf(p.picture)}>` : p.text))
    .join('');
};

describe('splitAtPictures', () => {
  it.each([
    ['Mire:\n[[captura.png]]\nAhí.', 'Mire:\n<0>\nAhí.'],
    ['[[año ñandú.jpg]][[captura.png]]', '<1><0>'],
    ['a[[captura.png]]b[[captura.png]]', 'a<0>b<0>'],
    ['[[[captura.png]]]', '[<0>]'],
    ['[[a [[captura.png]]', '[[a <0>'],
    ['[[otra.png]]', '[[otra.png]]'],
    [
      '[[Captura.PNG]] [captura.png] [[captura.png] [[captura.\npng]]',
      '[[Captura.PNG]] [captura.png] [[captura.png] [[captura.\npng]]',
    ],
    ['', ''],
  ])('reads %j', (text, as) => expect(read(text, ['captura.png', 'año ñandú.jpg'])).toBe(as));

  it('takes pictures of one name in their order', () =>
    expect(read('[[image.png]] [[image.png]] [[image.png]]', ['image.png', 'image.png'])).toBe(
      '<0> <1> <1>',
    ));

  it('shows no file that is no picture', () => {
    const files = [
      { name: 'a.svg', type: 'text/plain' },
      { name: 'a.pdf', type: 'application/pdf' },
    ];
    expect(splitAtPictures('[[a.svg]][[a.pdf]]', files)).toEqual([{ text: '[[a.svg]][[a.pdf]]' }]);
  });

  it('leaves the other files beside the text', () => {
    const files = [png('a.png'), png('b.png')];
    expect(besideText('Vea [[a.png]]', files)).toEqual([files[1]]);
  });
});

describe('writing marks', () => {
  it('puts them on a line of their own where the caret is', () => {
    expect(insertMark('', 0, 'a.png')).toEqual({ text: '[[a.png]]\n', caret: 10 });
    expect(insertMark('Mire:', 5, 'a.png')).toEqual({ text: 'Mire:\n[[a.png]]\n', caret: 16 });
    expect(insertMark('uno\ndos', 4, 'a.png')).toEqual({ text: 'uno\n[[a.png]]\ndos', caret: 14 });
    expect(insertMark('uno\ndos', 3, 'a.png')).toEqual({ text: 'uno\n[[a.png]]\ndos', caret: 14 });
  });
  it('takes them out again with the lines they had', () => {
    for (const [text, at] of [
      ['', 0],
      ['uno\ndos', 4],
      ['Mire:', 5],
    ] as const)
      expect(withoutMark(insertMark(text, at, 'a.png').text, 'a.png').trimEnd()).toBe(text);
    expect(withoutMark('vea [[a.png]] aquí', 'a.png')).toBe('vea aquí');
    expect(withoutMark('[[b.png]]', 'a.png')).toBe('[[b.png]]');
  });
  it('gives their names where the pictures are not at hand', () => {
    expect(namesForMarks('[[a.png]] [[b.png]] [[nota]]', ['a.png'])).toBe('[a.png] [[b.png]] [[nota]]');
  });
  it('knows those that name nothing', () => {
    expect(unknownMarks('[[a.png]] [[b.JPG]] [[nota]] [[b.JPG]]', ['a.png'])).toEqual(['b.JPG']);
  });
});

describe('pictureName', () => {
  const now = '2026-11-22-1034';
  it.each([
    ['image.png', [], 'captura-2026-11-22-1034.png'],
    ['image.png', ['captura-2026-11-22-1034.png'], 'captura-2026-11-22-1034-2.png'],
    ['', [], 'captura-2026-11-22-1034.png'],
    ['Nevera rota.png', [], 'Nevera rota.png'],
    ['a[1].png', [], 'a1.png'],
    ['Pantalla 10:34 "x".png', [], 'Pantalla 10_34 _x_.png'],
    ['foto.png', ['foto.png', 'foto-2.png'], 'foto-3.png'],
  ])('calls %j beside %j %s', (given, taken, name) =>
    expect(pictureName(given, 'image/png', now, taken)).toBe(name),
  );
});

it('weighs files as mail carries them', () => {
  expect(weightInMail([])).toBe(0);
  expect(weightInMail([57])).toBe(76 + 2 + 300);
  expect(weightInMail([20_000_000]) / 20_000_000).toBeCloseTo(1.368, 2);
});
