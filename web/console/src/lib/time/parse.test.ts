import { describe, expect, it } from 'vitest';
import { parseDate } from './parse';
import { dateHour, dayHeading, duration, fromNow, shortDate, type Say } from './words';
import { dayDistance, instant, toLocalField, fromLocalField } from './zone';

const zone = 'America/Lima';
// Saturday 21 November 2026, 15:00 in Lima
const now = Date.UTC(2026, 10, 21, 20, 0);
const read = (text: string, z = zone, at = now) => {
  const r = parseDate(text, { now: at, zone: z });
  return r === null ? null : toLocalField(r, z);
};

describe('a date typed while talking', () => {
  it.each([
    ['mañana a las 12', '2026-11-22T12:00'],
    ['Mañana', '2026-11-22T17:00'],
    ['hoy a las 17:30', '2026-11-21T17:30'],
    ['a las 5', '2026-11-21T17:00'],
    ['a las 9', '2026-11-22T09:00'],
    ['antes de las 18', '2026-11-21T18:00'],
    ['mañana antes de las 12', '2026-11-22T12:00'],
    ['mañana por la mañana', null],
    ['pasado mañana a las 9 de la mañana', '2026-11-23T09:00'],
    ['viernes', '2026-11-27T17:00'],
    ['el viernes a las 10 y media', '2026-11-27T10:30'],
    ['el viernes 27 a las 10:30', '2026-11-27T10:30'],
    ['sábado', '2026-11-28T17:00'],
    ['el lunes al mediodía', '2026-11-23T12:00'],
    ['en 2 horas', '2026-11-21T17:00'],
    ['en media hora', '2026-11-21T15:30'],
    ['en una hora y media', '2026-11-21T16:30'],
    ['dentro de 3 días', '2026-11-24T17:00'],
    ['en una semana', '2026-11-28T17:00'],
    ['3/12 9:30', '2026-12-03T09:30'],
    ['15 de enero a las 4 de la tarde', '2027-01-15T16:00'],
    ['3 dic', '2026-12-03T17:00'],
    ['tomorrow at 5pm', '2026-11-22T17:00'],
    ['friday 10am', '2026-11-27T10:00'],
    ['december 3', '2026-12-03T17:00'],
    ['in 45 minutes', '2026-11-21T15:45'],
    ['31/2', null],
    ['a las 25', null],
    ['cuando pueda', null],
    ['', null],
  ])('%s', (text, wanted) => expect(read(text)).toBe(wanted));

  it('keeps the wall hour across a daylight-saving change', () => {
    const saturday = Date.UTC(2026, 9, 24, 10, 0); // Madrid changes on 25 October 2026
    expect(read('mañana a las 12', 'Europe/Madrid', saturday)).toBe('2026-10-25T12:00');
    expect(parseDate('mañana a las 12', { now: saturday, zone: 'Europe/Madrid' })).toBe(
      Date.UTC(2026, 9, 25, 11),
    );
  });
});

describe('wall time', () => {
  it('moves an hour that does not exist past the change', () => {
    const at = instant({ year: 2026, month: 3, day: 29, hour: 2, minute: 30 }, 'Europe/Madrid');
    expect(toLocalField(at, 'Europe/Madrid')).toBe('2026-03-29T03:30');
  });
  it('goes to a field and back', () => expect(fromLocalField(toLocalField(now, zone), zone)).toBe(now));
  it('counts calendar days, not 24 hours', () => {
    expect(dayDistance(Date.UTC(2026, 10, 22, 4, 59), Date.UTC(2026, 10, 22, 5, 1), zone)).toBe(1);
  });
});

describe('dates in words', () => {
  const es: Say = { language: 'es', zone, now };
  const en: Say = { language: 'en', zone, now };
  const h = 3_600_000;
  it('says the near days by name', () => {
    expect(dateHour(now + 2 * h, es)).toBe('hoy a las 17:00');
    expect(dateHour(now + 22 * h, es)).toBe('mañana a la 13:00'.replace('a la 13', 'a las 13'));
    expect(dateHour(now + 10 * h, es)).toBe('mañana a la 1:00');
    expect(dateHour(now - 24 * h, es)).toBe('ayer a las 15:00');
    expect(dateHour(now + 24 * 5 * h, es)).toBe('el jueves 26 a las 15:00');
    expect(dateHour(now + 24 * 12 * h, es)).toBe('el 3 de diciembre a las 15:00');
    expect(dateHour(now + 24 * 60 * h, es)).toBe('el 20 de enero de 2027 a las 15:00');
    expect(dateHour(now + 24 * 5 * h, en)).toBe('Thursday 26 at 15:00');
  });
  it('is short in lists', () => {
    expect(shortDate(now - h, es)).toBe('14:00');
    expect(shortDate(now - 24 * 3 * h, es)).toBe('mié 18');
    expect(shortDate(now - 24 * 20 * h, es)).toBe('1 nov');
  });
  it('heads a day', () => {
    expect(dayHeading(now, es)).toBe('Hoy');
    expect(dayHeading(now - 24 * 3 * h, es)).toBe('Miércoles, 18 de noviembre');
  });
  it('says lengths with the right plural', () => {
    expect(duration(40, 'es')).toBe('40 min');
    expect(duration(190, 'es')).toBe('3 h 10 min');
    expect(duration(24 * 60, 'es')).toBe('1 día');
    expect(duration(2 * 24 * 60, 'en')).toBe('2 days');
    expect(fromNow(now - 40 * 60_000, es)).toBe('hace 40 min');
    expect(fromNow(now + 5 * h + 60_000, en)).toBe('in 5 h');
  });
});
