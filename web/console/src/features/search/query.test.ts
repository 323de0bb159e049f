import { describe, expect, it } from 'vitest';
import { without } from './query';

describe('without', () => {
  it('takes a filter out and leaves the words', () => {
    expect(without('horno estado:abierto roto', 'estado:abierto')).toBe('horno roto');
    expect(without('de:"rosa quispe"', 'de:"rosa quispe"')).toBe('');
    expect(without('horno', 'de:rosa')).toBe('horno');
  });
});
