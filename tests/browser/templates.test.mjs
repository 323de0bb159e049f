// Answering with a template: written by whoever supervises, chosen with the keyboard, its gaps named and warned of, and read by the
// customer as it was meant.
import assert from 'node:assert/strict';
import { eventually } from './lib/browser.mjs';
import { scenario } from './lib/scenario.mjs';

const atOnce = {
  preferences: { theme: 'system', density: 'comfortable', single_keys: true, undo_seconds: 0 },
};

async function write(page, assertAccessible) {
  await page.goto('/consola/ajustes/plantillas');
  await page.getByText('Todavía no hay plantillas').waitFor();
  await page.getByRole('button', { name: 'Empezar con las de Escucha' }).click();
  await page.getByRole('button', { name: 'Editar Pedir disculpas' }).waitFor();
  assert.equal(await page.getByRole('button', { name: /^Editar/ }).count(), 10);
  await assertAccessible(page);

  await page.getByRole('button', { name: 'Añadir una plantilla' }).click();
  await page.getByLabel('Nombre', { exact: true }).fill('Avisar del taller');
  const text = page.getByLabel('Texto', { exact: true });
  await text.fill('Hola, {nombre}: ');
  await text.press('End');
  await text.pressSequentially('{trato: te | le} llamamos al {telefno}');
  await page.getByText('¿Quiso decir «teléfono»?').waitFor();
  await page.getByRole('button', { name: 'Guardar', exact: true }).click();
  await page.getByRole('alert').getByText(/./).first().waitFor();
  await text.fill('Hola, {nombre}: {trato: te | le} llamamos al  cuando su par esté listo en el taller.');
  await text.evaluate((area) => {
    const at = area.value.indexOf('al  ') + 3;
    area.setSelectionRange(at, at);
  });
  await page.getByRole('button', { name: 'teléfono', exact: true }).click();
  await page.getByText('Hola, Lucía: te llamamos al 987 654 321 cuando').first().waitFor();
  await page.getByText('Hola, Lucía: le llamamos al 987 654 321 cuando').first().waitFor();
  await assertAccessible(page);
  await page.getByRole('button', { name: 'Guardar', exact: true }).click();
  await page.getByRole('button', { name: 'Editar Avisar del taller' }).waitFor();
}

async function answer(page, assertAccessible) {
  const box = page.getByLabel(/^Respuesta para/);
  await box.click();
  await page.keyboard.press('/');
  const dialog = page.getByRole('dialog', { name: 'Elegir una plantilla' });
  await dialog.getByRole('combobox').waitFor();
  await page.keyboard.type('tallr');
  await dialog.getByText('«falta: teléfono»').waitFor();
  await assertAccessible(page);
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'hidden' });
  await eventually(async () => /«falta: teléfono»/.test(await box.inputValue()));
  assert.ok((await box.inputValue()).startsWith('Hola, Ana: te llamamos al'), 'as she likes to be treated');

  // It asks before a gap goes out, and leads to it.
  await page.keyboard.press('Control+Enter');
  await page.getByText('Su respuesta todavía tiene datos por completar:').waitFor();
  await page.getByRole('button', { name: 'Enviar así' }).waitFor();
  await assertAccessible(page);
  await page.getByRole('button', { name: 'teléfono', exact: true }).click();
  await page.keyboard.type('912 345 678');
  await page.getByText('Su respuesta todavía tiene datos por completar:').waitFor({ state: 'hidden' });
  await page.keyboard.press('Control+Enter');
  await page.getByText('Hola, Ana: te llamamos al 912 345 678 cuando su par').waitFor();
}

scenario('an answer from a template names its gaps and arrives as it was meant', async (stage) => {
  const { setUp, pageOf, newPage, assertAccessible } = stage;
  const boss = await setUp();
  await boss.patch('/me', atOnce, boss.session.me.version);
  const { case: opened } = await boss.openCase();
  const { customer } = await boss.get(`/cases/${opened.id}`);
  const ana = await boss.get(`/customers/${customer.id}`);
  await boss.patch(`/customers/${ana.id}`, { treatment: 'tu' }, ana.version);
  const page = await pageOf(boss);
  await write(page, assertAccessible);
  await page.goto(`/consola/casos/${opened.id}`);
  await answer(page, assertAccessible);

  const hers = await newPage();
  await hers.goto(`/caso/${opened.code}`);
  await hers.getByText('te llamamos al 912 345 678 cuando su par esté listo').waitFor();
  await eventually(async () => {
    const { items } = await boss.get('/templates');
    return items.find((t) => t.name === 'Avisar del taller').used === 1;
  });
});

scenario(
  'on a telephone one writes and chooses a template too',
  async ({ setUp, pageOf, assertAccessible }) => {
    const boss = await setUp();
    await boss.post('/templates/starting');
    const { case: opened } = await boss.openCase();
    const page = await pageOf(boss, { width: 360, height: 740 });
    await page.goto(`/consola/casos/${opened.id}`);
    await page.getByLabel(/^Respuesta para/).click();
    await page.getByRole('button', { name: 'Plantillas', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Elegir una plantilla' });
    await dialog.getByRole('option', { name: /Pedir disculpas/ }).waitFor();
    await assertAccessible(page);
    await dialog.getByRole('option', { name: /Pedir disculpas/ }).click();
    await page.getByText('Por completar:').waitFor();
    await assertAccessible(page);
    await page.goto('/consola/ajustes/plantillas');
    await page.getByRole('button', { name: /Editar Pedir disculpas/ }).click();
    await page.getByText('Tenés razón').waitFor();
    await assertAccessible(page);
  },
);
