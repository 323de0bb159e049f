import { expect, test } from 'vitest';
import { readAddresses } from './addresses';

test('reads what one types or pastes, each address once', () => {
  expect(readAddresses('taller@frio.pe, "Ríos, Luis" ; Luis <luis@frio.pe>;TALLER@frio.pe')).toEqual({
    good: ['taller@frio.pe', 'luis@frio.pe'],
    wrong: ['"Ríos', 'Luis"'],
  });
  expect(readAddresses(' \n')).toEqual({ good: [], wrong: [] });
  expect(readAddresses('taller@frio')).toEqual({ good: [], wrong: ['taller@frio'] });
});
