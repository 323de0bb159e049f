// A claim with three points: suggested from the text, one selected in it; each answered, one refused; composed, checked, sent; read
// by the customer; and not solved while one is open.
import assert from 'node:assert/strict';
import { eventually } from './lib/browser.mjs';
import { scenario } from './lib/scenario.mjs';

const atOnce = {
  preferences: { theme: 'system', density: 'comfortable', single_keys: true, undo_seconds: 0 },
};
const what =
  'Me cobraron dos veces la cuota de marzo. Además, el técnico no vino el martes. ¿Cuándo me devuelven el dinero?';

async function splitUp(page, assertAccessible) {
  const panel = page.getByRole('region', { name: 'Puntos de la reclamación' });
  await panel.getByText('Sin separar en puntos').waitFor();
  await page.keyboard.press('q');
  await panel.getByRole('button', { name: 'Proponer desde el texto' }).click();
  await panel.getByText('Propuestas: nada se añade').waitFor();
  await assertAccessible(page);
  const suggested = panel.getByLabel('Qué pide o reprocha, en sus palabras');
  assert.equal(await suggested.count(), 3);
  await suggested.nth(1).fill('El técnico no vino el martes.');
  await panel.getByRole('button', { name: 'Descartar' }).nth(2).click();
  await panel.getByRole('button', { name: 'Aceptar las 2 propuestas' }).click();
  await panel.getByText('0 de 2 respondidos').waitFor();

  // The third by selecting it in the message.
  await page.evaluate(() => {
    const said = [...document.querySelectorAll('[data-entry] article')].find((e) =>
      e.textContent.includes('¿Cuándo'),
    );
    const walker = document.createTreeWalker(said, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const at = walker.currentNode.data.indexOf('¿Cuándo');
      if (at < 0) continue;
      getSelection().setBaseAndExtent(
        walker.currentNode,
        at,
        walker.currentNode,
        walker.currentNode.data.length,
      );
      return;
    }
  });
  await panel.getByRole('button', { name: 'es un punto' }).waitFor();
  await page.evaluate(() => document.activeElement?.blur());
  await page.keyboard.press('q');
  await panel.getByText('0 de 3 respondidos').waitFor();

  // Removed by mistake, and put back.
  await panel.getByRole('button', { name: 'Más sobre el punto 3' }).click();
  await page.getByRole('menuitem', { name: 'Quitar' }).click();
  await panel.getByText('0 de 2 respondidos').waitFor();
  await page.getByRole('button', { name: 'Deshacer' }).click();
  await panel.getByText('0 de 3 respondidos').waitFor();
  return panel;
}

async function answerTwo(page, panel, assertAccessible) {
  await panel.getByRole('button', { name: 'Responder 1' }).click();
  await panel.getByText('Se acepta', { exact: true }).click();
  await panel.getByLabel('Su respuesta a este punto').fill('Ayer le devolvimos los 25 soles a su tarjeta.');
  await page.keyboard.press('Control+Enter');
  await panel.getByText('1 de 3 respondidos').waitFor();

  // The next one is open already: a refusal asks for its reason and an alternative.
  await panel.getByText('No se acepta', { exact: true }).click();
  await panel.getByLabel('Su respuesta a este punto').fill('Ese martes no había una visita acordada.');
  await panel
    .getByLabel('El motivo, en palabras sencillas')
    .fill('La visita quedó anotada para el miércoles 4.');
  await assertAccessible(page);
  await panel.getByLabel('Lo que sí podemos hacer').fill('El técnico puede ir este jueves a las 10.');
  await panel.getByRole('button', { name: 'Guardar y seguir' }).click();
  await panel.getByText('2 de 3 respondidos').waitFor();
}

scenario('every point of a claim has its answer before the case is solved', async (stage) => {
  const { setUp, pageOf, newPage, assertAccessible } = stage;
  const boss = await setUp();
  await boss.patch('/me', atOnce, boss.session.me.version);
  const { case: opened } = await boss.openCase({ kind: 'claim', channel: 'web', what });
  const page = await pageOf(boss);
  await page.goto(`/consola/casos/${opened.id}`);
  const panel = await splitUp(page, assertAccessible);
  await answerTwo(page, panel, assertAccessible);

  await panel.getByRole('button', { name: 'Componer la respuesta' }).click();
  const box = page.getByLabel(/^Respuesta para/);
  await eventually(async () => /1\. «Me cobraron dos veces/.test(await box.inputValue()));
  assert.match(await box.inputValue(), /El motivo: La visita quedó anotada para el miércoles 4\./);
  const missing = page.getByText('El punto 3 está sin responder.');
  await missing.waitFor();
  await assertAccessible(page);
  const text = (await box.inputValue()).replace(/«falta: qué haremos[^»]*»/, 'El jueves pasa el técnico');
  await box.fill(text.replace(/«falta:[^»]*»/g, 'el organismo de su ciudad'));
  await box.press('Control+Enter');
  await page.getByText('¿La enviamos así?').waitFor();
  await page.getByRole('button', { name: 'Enviar así' }).click();
  await page.getByText('La respuesta salió con avisos').waitFor();

  // The customer reads the two that were answered.
  const hers = await newPage();
  await hers.goto(`/caso/${opened.code}`);
  const points = hers.locator('#puntos');
  await points.getByText('Ayer le devolvimos los 25 soles a su tarjeta.').waitFor();
  assert.equal(await points.getByRole('listitem').count(), 2);
  await assertAccessible(hers);

  // Not solved while one is open, unless it is said why.
  await page.evaluate(() => document.activeElement?.blur());
  await page.keyboard.press('s');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(/^Lo que leerá/).fill('Le devolvimos la cuota cobrada de más.');
  await dialog.getByLabel(/^¿Cómo comprobó/).fill('Vi el abono en el extracto');
  await dialog.getByRole('button', { name: 'Resolver' }).click();
  await dialog.getByLabel(/^Si hay que resolver igual/).fill('Lo confirmó por teléfono');
  await dialog.getByRole('button', { name: 'Resolver igual' }).click();
  await dialog.getByText('Quedan puntos sin responder (1)').waitFor();
  await assertAccessible(page);
  await dialog
    .getByLabel('Por qué se cierra con puntos sin responder')
    .fill('Ya lo preguntó y se lo dije por teléfono');
  await dialog.getByRole('button', { name: 'Resolver igual' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await page.getByText('Se cerró con puntos sin responder').waitFor();
});

scenario('points are answered by keys alone, and nothing typed is lost', async (stage) => {
  const { setUp, pageOf } = stage;
  const boss = await setUp();
  const { case: opened } = await boss.openCase({ kind: 'claim', channel: 'web', what });
  const page = await pageOf(boss);
  await page.goto(`/consola/casos/${opened.id}`);
  const panel = page.getByRole('region', { name: 'Puntos de la reclamación' });
  await panel.getByText('Sin separar en puntos').waitFor();
  const press = async (...keys) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  await press('q', 'Tab', 'Enter');
  await panel.getByRole('button', { name: 'Aceptar las 3 propuestas' }).waitFor();
  await press('Enter');
  await panel.getByText('0 de 3 respondidos').waitFor();

  // A phrase that hurts puts nothing between one field and the next.
  const answer = panel.getByLabel('Su respuesta a este punto');
  await press('Enter', 'Space', 'ArrowDown', 'ArrowDown', 'Tab');
  await page.keyboard.type('No es posible devolverlo hoy.');
  await panel.getByText('1 frase por cuidar').waitFor();
  await press('Tab');
  await page.keyboard.type('El banco tarda tres días.');
  assert.equal(
    await panel.getByLabel('El motivo, en palabras sencillas').inputValue(),
    'El banco tarda tres días.',
  );

  // Left half written, and gone on with.
  await press('Escape');
  await panel.getByText('Hay una respuesta a medio escribir.').waitFor();
  await press('Enter');
  assert.equal(await answer.inputValue(), 'No es posible devolverlo hoy.');
  await panel.getByRole('button', { name: 'Cancelar' }).click();
  await page.getByText('Respuesta descartada').waitFor();
  await page.getByRole('button', { name: 'Deshacer' }).click();
  assert.equal(await answer.inputValue(), 'No es posible devolverlo hoy.');
});
