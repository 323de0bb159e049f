import { describe, expect, it } from 'vitest';
import { speaksOfAttachment } from './attachments';

describe('speaksOfAttachment', () => {
  it.each([
    'Le adjunto la boleta.',
    'Adjunta va la foto',
    'En el archivo adjunto está todo.',
    'Le envío el archivo ahora mismo.',
    'Le mandamos su comprobante de pago por aquí.',
    'Please find the form below',
    'See the attached receipt.',
  ])('notices %s', (text) => expect(speaksOfAttachment(text)).toBe(true));

  it.each([
    'Ya le enviamos su pedido por la mañana.',
    'El director adjudicó el premio.',
    'Mándenos usted lo que tenga.',
    '> Le adjunto la boleta.\nRecibida, gracias.',
    'We will send someone tomorrow.',
  ])('does not mind %s', (text) => expect(speaksOfAttachment(text)).toBe(false));
});
