// The list of customers: composing a filter, keeping it as a segment, taking it out as a file.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { scenario } from './lib/scenario.mjs';

const people = [
  { name: 'Ana Núñez', treatment: 'tu', identifiers: [{ kind: 'email', value: 'ana@correo.example' }] },
  { name: 'Beto Salas', treatment: 'usted', do_not_contact: true, identifiers: [] },
  { name: 'Carla Ríos', treatment: 'usted', identifiers: [{ kind: 'phone', value: '987 654 321' }] },
];

/** Opens the editor of a new condition and fills it in. */
async function condition(page, field, op, value) {
  await page.getByRole('button', { name: 'Condición', exact: true }).click();
  const form = page.getByRole('form', { name: 'Condición' });
  await form.getByLabel('Dato').selectOption(field);
  await form.getByLabel('Cómo').selectOption(op);
  if (value) {
    const box = form.getByRole('checkbox', { name: value });
    if (await box.count()) await box.check();
    else await form.getByLabel('Valor').selectOption({ label: value });
  }
  await form.getByRole('button', { name: 'Añadir' }).click();
}

scenario(
  'a filter is composed, kept as a segment, found by its address and taken out as a file',
  async ({ setUp, pageOf, assertAccessible }) => {
    const boss = await setUp();
    for (const body of people) await boss.post('/customers', body);
    const page = await pageOf(boss);
    await page.goto('/consola/clientes');
    await page.getByText('Carla Ríos').waitFor();

    await condition(page, 'treatment', 'is', 'usted');
    await page.getByText('2 clientes cumplen lo que pide').waitFor();
    await page.getByText('Ana Núñez').waitFor({ state: 'detached' });
    await condition(page, 'do_not_contact', 'is', 'No');
    await page.getByText('1 cliente cumple lo que pide').waitFor();
    await assertAccessible(page);

    // The address is the filter: a colleague sees the same.
    const colleague = await pageOf(boss);
    await colleague.goto(page.url());
    await colleague.getByRole('button', { name: 'Trato: de usted', exact: true }).waitFor();
    await colleague.getByText('Carla Ríos').waitFor();
    assert.equal(await colleague.getByText('Beto Salas').count(), 0);

    await page.getByRole('button', { name: 'Guardar como segmento' }).click();
    await page.getByLabel('Nombre del segmento').fill('De usted, sin reparos');
    await page.getByRole('dialog').getByRole('button', { name: 'Guardar' }).click();
    await page.getByRole('heading', { name: 'De usted, sin reparos' }).waitFor();
    const line = page.getByRole('link', { name: /De usted, sin reparos/ });
    assert.match(await line.textContent(), /1\s*$/);

    // Changed and saved again: "y" becomes "o".
    await page.getByLabel('Cómo se unen las condiciones').first().selectOption('any');
    await page.getByText('3 clientes cumplen lo que pide').waitFor();
    await page.getByRole('button', { name: 'Guardar cambios' }).click();
    await page.getByText(/quedó guardado/).waitFor();
    await page.getByText('Ana Núñez').waitFor();

    await page.getByRole('button', { name: 'Exportar' }).click();
    await page.getByRole('radio', { name: 'CSV' }).check();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('dialog').getByRole('button', { name: 'Descargar' }).click(),
    ]);
    assert.match(file.suggestedFilename(), /^clientes .*\.csv$/);
    const text = await readFile(await file.path(), 'utf8');
    assert.match(text, /Ana Núñez/);
    assert.equal(text.trim().split('\n').length, 4, 'a heading and three customers');
  },
);

scenario(
  'the list and its filter work on a small, dark screen; agents do not export',
  async ({ setUp, pageOf, assertAccessible }) => {
    const boss = await setUp();
    for (const body of people) await boss.post('/customers', body);
    const lucia = await boss.addPerson({ name: 'Lucía Ramos', email: 'lucia@aurora.example' });
    const page = await pageOf(lucia, { width: 360, height: 740, dark: true });
    await page.goto('/consola/clientes');
    await page.getByText('Carla Ríos').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Exportar' }).count(), 0);
    await condition(page, 'phone', 'present');
    await page.getByText('1 cliente cumple lo que pide').waitFor();
    await assertAccessible(page);
    await page.getByRole('button', { name: 'Quitar: Teléfono está anotado' }).click();
    await page.getByText('Ana Núñez').waitFor();
  },
);

scenario(
  'a person asks for their data, gets it as a page, and is erased as far as the law lets',
  async ({ setUp, pageOf, assertAccessible }) => {
    const boss = await setUp();
    for (const body of people) await boss.post('/customers', body);
    const page = await pageOf(boss);
    await page.goto('/consola/clientes');
    await page.getByRole('link', { name: 'Derechos de las personas' }).click();
    await page.getByText('Nadie espera respuesta').waitFor();

    const write = async (kind) => {
      await page.getByRole('button', { name: 'Anotar solicitud' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('De quién son los datos').fill('nunez');
      await dialog.getByRole('button', { name: /Ana Núñez/ }).click();
      await dialog.getByLabel('Qué pide').selectOption({ label: kind });
      await dialog.getByLabel('Cómo comprobó que es esa persona').fill('Mostró su documento');
      await dialog.getByRole('button', { name: 'Guardar' }).click();
      await dialog.waitFor({ state: 'hidden' });
    };
    await write('Acceso a sus datos');
    await page.getByText(/responder hasta/).waitFor();
    await assertAccessible(page);
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Sus datos, en una página' }).click(),
    ]);
    const html = await readFile(await file.path(), 'utf8');
    assert.match(html, /<h1>Los datos de Ana Núñez<\/h1>/);
    assert.match(html, /ana@correo\.example/);
    assert.doesNotMatch(html, /<script/);

    await write('Supresión');
    await page.getByRole('button', { name: 'Suprimir sus datos' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/Su nombre, sus datos de contacto/).waitFor();
    const erase = dialog.getByRole('button', { name: 'Suprimir sus datos' });
    assert.equal(await erase.isDisabled(), true, 'not before it was read');
    await assertAccessible(page);
    await dialog.getByRole('checkbox', { name: /No se puede deshacer/ }).check();
    await erase.click();
    await dialog.waitFor({ state: 'hidden' });
    await page.goto('/consola/clientes');
    await page.getByText('Carla Ríos').waitFor();
    assert.equal(await page.getByText('Ana Núñez').count(), 0);
  },
);
