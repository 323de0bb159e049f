// The complaint book: presented from a telephone with an error on the way, without JavaScript too; its receipt; and the book in the
// console, where it is opened, read, reclassified, and typed in from paper.
import assert from 'node:assert/strict';
import { scenario } from './lib/scenario.mjs';
import { patience } from './lib/browser.mjs';
import { png } from './lib/png.mjs';

const phone = { width: 320, height: 640 };
const aBook = {
  code: 'miraflores',
  name: 'Tienda Miraflores',
  provider: 'Zapatería Aurora S.A.C.',
  tax_number: '20999999990',
  address: 'Av. Larco 345, Lima',
  country: 'PE',
};
const photo = png(40, 30);
const detail = 'La suela se despegó a la semana y en la tienda no quisieron recibir el zapato.';

async function present(page, js) {
  await page.goto('/');
  await page.getByRole('link', { name: 'Abrir el libro' }).click();
  await page.getByText('Zapatería Aurora S.A.C.').waitFor();
  await page.getByLabel('Nombres y apellidos').fill('Ana Núñez');
  await page.getByLabel('Detalle').fill(detail);
  await page.locator('#files').setInputFiles({ name: 'boleta ñ.png', mimeType: 'image/png', buffer: photo });
  await patience(3);
  await page.getByRole('button', { name: 'Presentar la hoja' }).click();

  // Everything that is missing is said beside it, with what the law makes of it; nothing is typed again.
  await page.getByText('Sin él, la ley da la hoja por no presentada').first().waitFor();
  assert.equal(await page.getByLabel('Nombres y apellidos').inputValue(), 'Ana Núñez');
  assert.equal(await page.getByLabel('Detalle').inputValue(), detail);
  // The photo, too: it is here already.
  assert.ok(await page.getByRole('checkbox', { name: /^boleta ñ\.png/ }).isChecked());
  assert.equal(await page.locator('#files').evaluate((input) => input.files.length), 0);
  const wrong = page.getByLabel('Número del documento');
  assert.equal(await wrong.getAttribute('aria-invalid'), 'true');
  await page.getByRole('link', { name: /^Número del documento/ }).click();

  await page.getByLabel('DNI', { exact: true }).check();
  await wrong.fill('45678912');
  await page.getByLabel('Correo electrónico').fill('ana@correo.example');
  await page.getByLabel(/^Reclamo/).check();
  await page.getByLabel(/vale como mi firma/).check();
  await page.getByRole('button', { name: 'Presentar la hoja' }).click();
  await page.waitForURL(/\/caso\/[^/]+\/hoja/);
  await page
    .getByText(/^000000001-\d{4}$/)
    .first()
    .waitFor();
  await page.getByText('debemos responderle a más tardar').waitFor();
  await page.getByText(detail).waitFor();
  assert.equal(await page.getByText('boleta ñ.png').count(), 1, 'the photo, once');
  assert.ok(js || (await page.getByText('Código de verificación').count()) === 1);
}

for (const js of [true, false])
  scenario(
    `a sheet is presented after an error, ${js ? 'with' : 'without'} JavaScript`,
    async ({ setUp, newPage, assertAccessible }) => {
      const boss = await setUp();
      await boss.post('/books', aBook);
      const page = await newPage({ ...phone, js });
      await page.goto('/libro/miraflores');
      await assertAccessible(page);
      await present(page, js);
      await assertAccessible(page);
    },
  );

async function openTheBook(page, assertAccessible) {
  await page.goto('/consola/ajustes/libro');
  await page.getByRole('button', { name: 'Añadir un libro' }).click();
  await page.getByLabel('Empresa o local').fill(aBook.name);
  await page.getByLabel(/^Identificación fiscal/).fill('20999999991');
  await page.getByRole('button', { name: 'Guardar' }).click();
  await page.getByText('su dígito de control no corresponde').waitFor();
  await page.getByLabel(/^Identificación fiscal/).fill(aBook.tax_number);
  await page.getByLabel('Razón social').fill(aBook.provider);
  await page.getByLabel('Dirección del establecimiento').fill(aBook.address);
  await assertAccessible(page);
  await page.getByRole('button', { name: 'Guardar' }).click();
  await page.getByText('/libro/tienda-miraflores').waitFor();
}

async function typeInPaper(page, assertAccessible) {
  await page.getByRole('button', { name: 'Pasar una hoja de papel' }).click();
  const dialog = page.getByRole('dialog', { name: 'Hoja de papel' });
  await dialog
    .getByLabel('Fecha de la hoja')
    .fill(new Date(Date.now() - 3 * 86400e3).toISOString().slice(0, 10));
  await dialog.getByLabel(/^Número de la hoja/).fill('A-0034');
  await dialog.getByLabel('Nombres y apellidos').fill('Luis Paz');
  await assertAccessible(page);
  await dialog.getByRole('button', { name: 'Pasar al libro' }).click();
  await dialog.getByText('la ley da la hoja por no presentada').first().waitFor();
  await dialog.getByLabel('DNI', { exact: true }).check();
  await dialog.getByLabel('Número del documento').fill('41526378');
  await dialog.getByLabel('Domicilio').fill('Jr. Unión 5');
  await dialog.getByRole('radio', { name: /^Queja/ }).check();
  await dialog.getByLabel('Detalle').fill('Me hicieron esperar una hora.');
  await dialog.getByRole('button', { name: 'Pasar al libro' }).click();
  await page.getByRole('heading', { name: /^Hoja 000000001-/ }).waitFor();
  await page.getByText('A-0034').waitFor();
}

scenario('the book in the console', async ({ setUp, pageOf, assertAccessible }) => {
  const page = await pageOf(await setUp());
  await openTheBook(page, assertAccessible);
  await page.goto('/consola/libro');
  await page.getByText('Este libro todavía no tiene hojas').waitFor();
  await typeInPaper(page, assertAccessible);
  await assertAccessible(page);

  await page.getByRole('button', { name: 'Reclasificar' }).click();
  await page.getByLabel('Motivo').fill('Trata del producto, no de la atención.');
  await page.getByRole('dialog').getByRole('button', { name: 'Reclasificar' }).click();
  await page.getByText('Se cambió su clasificación').waitFor();

  await page.getByRole('link', { name: 'Ver su caso' }).click();
  await page.getByRole('link', { name: /^Hoja 000000001-/ }).click();
  await page.getByRole('link', { name: 'Libro', exact: true }).first().click();
  await page.getByLabel('Número').fill('1');
  await page.getByText('Luis Paz').waitFor();
  await page.getByText('1 hoja', { exact: true }).waitFor();
  await assertAccessible(page);
});
