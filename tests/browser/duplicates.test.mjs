// Keeping the customer base clean, as people do it: asked before writing somebody down twice, two records side by
// side, made one, and parted again.
import assert from 'node:assert/strict';
import { scenario } from './lib/scenario.mjs';

const phone = (value) => [{ kind: 'phone', value }];

scenario(
  'whoever writes down somebody known is asked first, and may still say that it is another',
  async ({ setUp, pageOf, assertAccessible }) => {
    const boss = await setUp();
    const ana = await boss.post('/customers', {
      name: 'Ana Torres Quispe',
      identifiers: phone('987 654 321'),
    });
    const page = await pageOf(boss);
    await page.goto('/consola/clientes');
    await page.getByRole('button', { name: 'Nuevo cliente' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Nombre', { exact: true }).fill('Torrez, Ana');
    await dialog.getByLabel('Dato').fill('+51 987654321');
    await dialog.getByRole('button', { name: 'Guardar' }).click();
    await dialog.getByText('¿Es Ana Torres Quispe?').waitFor();
    await dialog.getByText(/Mismo teléfono y nombre parecido/).waitFor();
    await assertAccessible(page);
    await dialog.getByRole('link', { name: 'Sí, abrir su ficha' }).click();
    await page.getByRole('heading', { name: 'Ana Torres Quispe' }).waitFor();
    assert.ok(page.url().endsWith(`/clientes/${ana.id}`));

    await page.goto('/consola/clientes');
    await page.getByRole('button', { name: 'Nuevo cliente' }).click();
    await dialog.getByLabel('Nombre', { exact: true }).fill('Ana Torres');
    await dialog.getByLabel('Dato').fill('987654321');
    await dialog.getByRole('button', { name: 'Guardar' }).click();
    await dialog.getByRole('button', { name: 'Guardar como cliente nuevo' }).click();
    await page.getByRole('heading', { name: 'Ana Torres', exact: true }).waitFor();
    await page.getByText('¿Es Ana Torres Quispe? Compare las dos fichas').waitFor();
  },
);

scenario(
  'a wrong check digit is said and may be kept all the same',
  async ({ setUp, pageOf, assertAccessible }) => {
    const boss = await setUp();
    const page = await pageOf(boss, { width: 360, height: 740 });
    await page.goto('/consola/clientes');
    await page.getByRole('button', { name: 'Nuevo cliente' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Nombre', { exact: true }).fill('Ferretería El Clavo');
    await dialog.getByRole('combobox', { name: 'Qué es' }).selectOption({ label: 'Documento' });
    await dialog.getByLabel('Dato').fill('20131312956');
    await dialog.getByRole('button', { name: 'Guardar' }).click();
    await dialog.getByText(/dígito de control no corresponde/).waitFor();
    await assertAccessible(page);
    await dialog.getByLabel(/El número es así/).check();
    await dialog.getByRole('button', { name: 'Guardar' }).click();
    await page.getByRole('heading', { name: 'Ferretería El Clavo' }).waitFor();
    await page.getByText('RUC', { exact: true }).waitFor();
  },
);

scenario(
  'two records are compared, made one, and parted again with what hangs on each',
  async ({ setUp, pageOf, assertAccessible }) => {
    const boss = await setUp();
    const first = await boss.openCase({ customer: { name: 'Rosa Huamán', phone: '987654321' } });
    const rosa = first.case.customer_id;
    const rosita = await boss.post('/customers', {
      name: 'Rosa Huaman Díaz',
      name_to_use: 'Rosita',
      notes: 'Prefiere la tarde',
      identifiers: [...phone('987 654 321'), { kind: 'email', value: 'rosita@correo.example' }],
    });
    await boss.openCase({ customer: undefined, customer_id: rosita.id });
    await boss.post('/customer-duplicates', { one: rosa, other: rosita.id });
    const page = await pageOf(boss);
    await page.goto('/consola/clientes/duplicados');
    await page.getByText('Rosa Huaman Díaz').waitFor();
    await assertAccessible(page);
    await page.getByRole('link', { name: 'Comparar y unir' }).click();
    await page.getByRole('heading', { name: '¿Son la misma persona?' }).waitFor();
    await page.getByRole('radio', { name: /Rosa Huaman Díaz.*con nosotros/ }).check();
    await page
      .getByRole('group', { name: 'Nombre', exact: true })
      .getByRole('radio', { name: 'Rosa Huamán' })
      .check();
    await assertAccessible(page);
    await page.setViewportSize({ width: 360, height: 740 });
    await assertAccessible(page);
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.getByRole('button', { name: 'Unir las dos fichas' }).click();
    await page.getByRole('heading', { name: 'Rosita' }).waitFor();
    assert.equal((await boss.get(`/customers/${rosa}`)).id, rosita.id);
    assert.equal((await boss.get(`/customers/${rosita.id}`)).name, 'Rosa Huamán');
    assert.equal((await boss.get(`/customers/${rosita.id}/open`)).cases.length, 2);

    await page.goto(`/consola/clientes/${rosa}`);
    await page.waitForURL(`**/clientes/${rosita.id}`);
    await page.getByRole('button', { name: 'Separar' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/Casos: 1/).waitFor();
    await assertAccessible(page);
    await dialog.getByRole('button', { name: 'Separar las fichas' }).click();
    await page.getByText('Las dos fichas vuelven a estar separadas.').waitFor();
    assert.equal((await boss.get(`/customers/${rosa}`)).name, 'Rosa Huamán');
    assert.equal((await boss.get(`/customers/${rosita.id}`)).name, 'Rosa Huaman Díaz');
    assert.equal((await boss.get(`/customers/${rosa}/open`)).cases.length, 1);
  },
);
