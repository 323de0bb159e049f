// Whether what one wrote speaks of a file that goes with it. Better to ask once too often than to send without it; what is
// only quoted does not count.
import { fold } from '$lib/time/parse';

const files =
  '(archivo|documento|foto|imagen|captura|pantallazo|comprobante|factura|boleta|recibo|contrato|formulario|pdf|file|document|photo|picture|image|screenshot|invoice|receipt|form)(es|s)?';
const pictures =
  '(captura|imagen|foto|pantallazo|screenshot|picture|image|photo)(es|s)?\\b(?! (que|you|that) )';
const patterns = [
  /\b(adjunt[oae]\w*|attach(ed|ing|ment)\w*|enclos(ed|ing|ure)\w*)\b/,
  new RegExp(
    `\\b(envio|enviamos|mando|mandamos|remito|remitimos|paso|hago llegar|anexo)\\b[^.?!\\n]{0,30}\\b${files}`,
  ),
  new RegExp(
    `\\b(vea|mire|observe|fijese en|como (se )?(ve|aprecia|muestra)|aqui (va|esta|tiene|le dejo)|le (muestro|dejo))\\b[^.?!\\n]{0,20}\\b${pictures}`,
  ),
  new RegExp(
    `\\b(see|look at|shown in|as you can see in|here is|here are|i (have )?included?)\\b[^.?!\\n]{0,20}\\b${pictures}`,
  ),
  new RegExp(`\\b(send|sending|find|here is|included?)\\b[^.?!\\n]{0,20}\\b(the|your|a) (\\w+ )?${files}\\b`),
];

export function speaksOfAttachment(text: string): boolean {
  const said = fold(text)
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('>'))
    .join('\n');
  return patterns.some((p) => p.test(said));
}
