// The customer's page as the people who work in it use it: what is known, asked and agreed, and two who edit at once.
import assert from 'node:assert/strict';
import { scenario } from './lib/scenario.mjs';

/** A company with an agent, and a customer with a case. */
async function company(setUp) {
  const boss = await setUp();
  const lucia = await boss.addPerson({ name: 'Lucía Ramos', email: 'lucia@aurora.example' });
  const { case: opened } = await boss.openCase();
  return { boss, lucia, opened, customer: opened.customer_id };
}

scenario(
  'an administrator defines a field of the company and a consent, and both stand on the customer’s page',
  async ({ setUp, pageOf, assertAccessible }) => {
    const { boss, customer } = await company(setUp);
    const page = await pageOf(boss);
    await page.goto('/consola/ajustes/campos');
    await page.getByRole('button', { name: 'Añadir campo' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Nombre').fill('Talla');
    await dialog.getByLabel('Una opción de una lista').check();
    await dialog.getByLabel('Opciones').fill('36\n37\n38');
    await dialog.getByRole('button', { name: 'Añadir' }).click();
    await page.getByText('clave: talla').waitFor();
    await assertAccessible(page);

    await page.goto('/consola/ajustes/consentimientos');
    await page.getByRole('button', { name: 'Añadir finalidad' }).click();
    await dialog.getByLabel('Para qué').fill('Ofertas por correo');
    await dialog.getByLabel('Texto que se muestra').fill('Le escribiremos una vez al mes.');
    await dialog.getByRole('button', { name: 'Añadir' }).click();
    await page.getByText('texto 1').waitFor();

    await page.goto(`/consola/clientes/${customer}`);
    await page.getByRole('button', { name: 'Editar Más datos' }).click();
    await page.getByLabel('Talla').selectOption('37');
    await page.getByLabel(/Etiquetas/).fill('mayorista, Lima');
    await page.getByLabel('Proveedor').check();
    await page.getByRole('button', { name: 'Guardar' }).click();
    await page.getByText('Cliente, Proveedor').waitFor();
    await page.getByText('mayorista', { exact: true }).waitFor();

    await page.getByRole('button', { name: 'Anotar que sí Ofertas por correo' }).click();
    await dialog.getByText('Le escribiremos una vez al mes.').waitFor();
    await dialog.getByRole('textbox', { name: 'Prueba' }).fill('Llamada del lunes, grabada');
    await dialog.getByRole('button', { name: 'Anotar que sí' }).click();
    await page.getByText(/Dio su consentimiento hoy/).waitFor();
    await page.getByRole('button', { name: 'Retirar Ofertas por correo' }).click();
    await dialog.getByRole('button', { name: 'Retirar' }).click();
    await page.getByText(/Lo retiró o dijo que no hoy/).waitFor();
    await assertAccessible(page);
  },
);

scenario(
  'what a customer needs, a note and everything between us stand on one page, at 360 px too',
  async ({ setUp, pageOf, assertAccessible }) => {
    const { lucia, customer } = await company(setUp);
    const page = await pageOf(lucia, { width: 360, height: 740 });
    await page.goto(`/consola/clientes/${customer}`);
    await page.getByRole('button', { name: 'Anotar lo que dijo' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Espera').check();
    await dialog.getByLabel('En sus palabras').fill('Que le avisen antes de ir');
    await dialog.getByRole('button', { name: 'Guardar' }).click();
    await page.getByText('Lo preguntó Lucía Ramos, hoy').waitFor();

    await page.getByLabel('Nueva nota').fill('Vive en el tercer piso');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('button', { name: 'Fijar Vive en el tercer piso' }).click();
    await page.getByText('Fijada').waitFor();

    await page.getByLabel('Mostrar').selectOption({ label: 'Notas' });
    const timeline = page.locator('section', {
      has: page.getByRole('heading', { name: 'Todo entre nosotros' }),
    });
    await timeline.getByText('Lucía Ramos anotó').waitFor();
    assert.equal(await timeline.getByRole('listitem').count(), 1);
    await assertAccessible(page);
  },
);

scenario('two people edit one customer at once, and nobody’s words are lost', async ({ setUp, pageOf }) => {
  const { boss, lucia, customer } = await company(setUp);
  const page = await pageOf(lucia);
  await page.goto(`/consola/clientes/${customer}`);
  await page.getByRole('button', { name: 'Editar Más datos' }).click();
  await page.getByLabel(/Etiquetas/).fill('Lima');
  const { version } = await boss.get(`/customers/${customer}/profile`);
  await boss.patch(`/customers/${customer}/profile`, { tags: ['mayorista'] }, version);
  await page.getByRole('button', { name: 'Guardar' }).click();
  const warning = page.getByRole('alert').filter({ hasText: 'Alguien guardó otra cosa' });
  await warning.getByText('mayorista').waitFor();
  assert.equal(await page.getByLabel(/Etiquetas/).inputValue(), 'Lima', 'what was typed is still there');
  await page.getByLabel(/Etiquetas/).fill('Lima, mayorista');
  await page.getByRole('button', { name: 'Guardar lo mío' }).click();
  await page.getByRole('button', { name: 'Editar Más datos' }).waitFor();
  assert.deepEqual((await boss.get(`/customers/${customer}/profile`)).tags, ['Lima', 'mayorista']);
});

scenario('whoever asked not to be contacted is said so before anybody calls', async ({ setUp, pageOf }) => {
  const { boss, lucia, opened, customer } = await company(setUp);
  const { version } = await boss.get(`/customers/${customer}`);
  await boss.patch(`/customers/${customer}`, { do_not_contact: true }, version);
  const page = await pageOf(lucia);
  await page.goto(`/consola/clientes/${customer}`);
  await page.getByRole('note').getByText('Pidió que no la contactemos').waitFor();
  await page.goto(`/consola/casos/${opened.id}`);
  await page.getByRole('button', { name: 'Anotar una llamada' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Llamamos').check();
  await dialog.getByRole('alert').getByText('por iniciativa nuestra', { exact: false }).first().waitFor();
});
