import { describe, expect, it } from 'vitest';
import { add, settle, standing, without, type AnswerWay } from './copies';

const way: AnswerWay = {
  mailbox: 'casos@aurora.pe',
  to: { name: 'Ana', email: 'ana@correo.pe' },
  cc: [{ name: 'Luis', email: 'luis@correo.pe' }],
  other: false,
  lost: false,
  largest: 25_000_000,
};

describe('the copies of an answer', () => {
  it('are those the customer had, until changed', () => {
    expect(standing(way, null)).toEqual({ cc: ['luis@correo.pe'], bcc: [] });
    expect(standing(way, { cc: [], bcc: [] })).toEqual({ cc: [], bcc: [] });
  });
  it('are unchanged when put back as they were', () => {
    expect(settle(way, { cc: ['Luis@correo.pe'], bcc: [] })).toBeNull();
    expect(settle(way, { cc: [], bcc: [] })).toEqual({ cc: [], bcc: [] });
  });
  it('take several at once, with names, each once', () => {
    const { copies, wrong } = add(
      standing(way, null),
      'bcc',
      'Jefa <jefa@aurora.pe>; LUIS@correo.pe, eva@correo.pe, nadie',
    );
    expect(copies.bcc).toEqual(['jefa@aurora.pe', 'eva@correo.pe']);
    expect(wrong).toEqual(['nadie']);
  });
  it('lose one at a time', () => {
    expect(without({ cc: ['a@b.pe', 'c@d.pe'], bcc: ['e@f.pe'] }, 'C@d.pe')).toEqual({
      cc: ['a@b.pe'],
      bcc: ['e@f.pe'],
    });
  });
});
