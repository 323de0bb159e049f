// The yearly report: a manager looks at the page before anybody else sees it, publishes it, puts it right, takes it back; and
// whoever reads it does so from a telephone, without signing in.
import assert from 'node:assert/strict';
import { scenario } from './lib/scenario.mjs';

const year = new Date().getFullYear();
const phone = { width: 360, height: 740 };

async function publish(page, verb, note) {
  await page.getByRole('button', { name: 'Publicar', exact: true }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('link', { name: 'Ver la página antes de publicarla' }).waitFor();
  if (note) await dialog.getByLabel('Qué corrige esta versión').fill(note);
  await dialog.getByRole('button', { name: verb, exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
}

scenario('the yearly report is published, put right and taken back', async (stage) => {
  const { setUp, pageOf, newPage, assertAccessible } = stage;
  const boss = await setUp();
  for (let i = 0; i < 6; i += 1) await boss.openCase();
  const reader = await newPage({ ...phone, js: false });
  for (const unpublished of [`/informe/${year}`, `/informe/${year}/borrador`])
    assert.equal((await reader.goto(unpublished)).status(), 404, 'nobody sees what is not published');

  const page = await pageOf(boss);
  await page.goto(`/informe/${year}/borrador`);
  await page.getByText('Todavía no lo ve nadie más').waitFor();
  await page.goto('/consola/calidad/informe');
  await page.getByText('Este informe todavía no está publicado').waitFor();
  await page.getByRole('button', { name: 'Publicar', exact: true }).click();
  await page.getByText('No aparece ningún nombre').waitFor();
  await assertAccessible(page);
  await page.getByRole('button', { name: 'Cancelar' }).click();
  await publish(page, 'Publicar');
  await page.getByText('Versión 1', { exact: true }).waitFor();

  await reader.goto('/');
  await reader.getByRole('link', { name: 'Ver los informes' }).click();
  await reader
    .getByRole('heading', { level: 1, name: `Informe anual de atención a la clientela ${year}` })
    .waitFor();
  await assertAccessible(reader);
  const total = reader.locator('tfoot').first();
  assert.match(await total.innerText(), /6/);
  const file = await reader.request.get(
    await reader.getByRole('link', { name: 'Descargar en PDF' }).getAttribute('href'),
  );
  assert.equal(file.headers()['content-type'], 'application/pdf');

  await boss.openCase();
  await page.reload();
  await publish(page, 'Publicar la corrección', 'Faltaba una queja.');
  await page.getByText('Corrige: Faltaba una queja.').waitFor();
  await reader.reload();
  await reader.getByText('Qué corrige esta versión: Faltaba una queja.').first().waitFor();
  await reader.getByRole('link', { name: /^Versión 1,/ }).click();
  await reader.getByText('Esta es una versión anterior').waitFor();

  await page.getByRole('button', { name: 'Retirar' }).first().click();
  await page.getByLabel('Por qué se retira').fill('Contaba dos veces una queja.');
  await page.getByRole('dialog').getByRole('button', { name: 'Retirar' }).click();
  await page.getByText(/Retirada .* Contaba dos veces una queja/).waitFor();
  await assertAccessible(page);
  const answer = await reader.goto(`/informe/${year}`);
  assert.equal(answer.status(), 410);
  await reader.getByText('Contaba dos veces una queja.').waitFor();
  assert.equal(await reader.locator('table').count(), 0);
  await assertAccessible(reader);
});

scenario('every figure of the report opens the cases it counts', async ({ setUp, pageOf }) => {
  const boss = await setUp();
  await boss.openCase();
  await boss.openCase({ kind: 'question' });
  const page = await pageOf(boss);
  await page.goto('/consola/calidad/informe');
  const legal = page.locator('section', {
    has: page.getByRole('heading', { name: 'Por tipo según la ley' }),
  });
  await legal.locator('tbody a').first().click();
  await page.waitForURL(/legal_kind=/);
  await page.getByRole('list').getByText('La suela de los zapatos').first().waitFor();
});
