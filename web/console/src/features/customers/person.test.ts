import { describe, expect, it } from 'vitest';
import { birthdayFrom, birthdayParts, birthdayWords, inQuietHours } from './person';

const at = (hour: number, minute = 0) => Date.UTC(2026, 10, 21, hour + 5, minute); // Lima is five hours behind
const quiet = (from: string, to: string, now: number) =>
  inQuietHours({ quiet_from: from, quiet_to: to }, now, 'America/Lima');

describe('quiet hours', () => {
  it('within a day', () => {
    expect(quiet('13:00', '15:00', at(13))).toBe(true);
    expect(quiet('13:00', '15:00', at(15))).toBe(false);
    expect(quiet('13:00', '15:00', at(12, 59))).toBe(false);
  });
  it('across midnight', () => {
    expect(quiet('21:00', '08:30', at(23))).toBe(true);
    expect(quiet('21:00', '08:30', at(3))).toBe(true);
    expect(quiet('21:00', '08:30', at(9))).toBe(false);
  });
  it('none', () => expect(inQuietHours({}, at(3), 'America/Lima')).toBe(false));
});

it('says a birthday without a year, whatever the zone', () =>
  expect(birthdayWords('1988-12-03', 'es')).toBe('3 de diciembre'));

describe('a birthday', () => {
  it('is said without the year it may lack', () => {
    expect(birthdayWords('--12-03', 'es')).toBe('3 de diciembre');
    expect(birthdayWords('--02-29', 'en')).toBe('February 29');
  });
  it('is typed in parts', () => {
    for (const date of ['1988-12-03', '--12-03', '--02-29', ''])
      expect(birthdayFrom(birthdayParts(date))).toBe(date);
    expect(birthdayParts('--12-03')).toEqual({ day: '3', month: '12', year: '' });
  });
  it('that lacks a part is no birthday, and is not lost in silence', () =>
    expect(birthdayFrom({ day: '3', month: '', year: '' })).toBe('--00-03'));
});
