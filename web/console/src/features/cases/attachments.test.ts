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
    'I have included the invoice.',
    'Here is a screenshot of the page.',
    'Look at the picture below.',
    'As you can see in the image, it is closed.',
    'Como se ve en la captura, el botón está arriba.',
    'Aquí le dejo un pantallazo.',
    'Le mandamos las fotos del modelo.',
  ])('notices %s', (text) => expect(speaksOfAttachment(text)).toBe(true));

  it.each([
    'Ya le enviamos su pedido por la mañana.',
    'El director adjudicó el premio.',
    'Mándenos usted lo que tenga.',
    '> Le adjunto la boleta.\nRecibida, gracias.',
    'We will send someone tomorrow.',
    'We saw the picture you sent us.',
    'See the picture you sent: it is the old model.',
    'Vimos la foto que nos envió.',
    'Mire la foto que nos envió: es el modelo anterior.',
    'La captura de datos terminó.',
  ])('does not mind %s', (text) => expect(speaksOfAttachment(text)).toBe(false));
});
