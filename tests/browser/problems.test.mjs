// What complaints teach: cases that look alike become one problem, resolved once, told to all.
import assert from 'node:assert/strict';
import { eventually } from './lib/browser.mjs';
import { scenario } from './lib/scenario.mjs';

const soles = [
  'La suela de los zapatos se despegó a la semana',
  'Se despegaron las suelas de mis zapatos nuevos',
  'A los zapatos se les despega la suela',
];

scenario(
  'complaints that look alike are gathered, resolved once and told to all',
  async ({ setUp, pageOf }) => {
    const boss = await setUp();
    const ids = [];
    for (const what of [...soles, 'Me cobraron dos veces'])
      ids.push((await boss.openCase({ what, kind: 'complaint' })).case.id);
    const page = await pageOf(boss);
    await page.goto('/consola/problemas');
    await page.getByText('3 casos que se parecen').waitFor();
    await page.getByRole('button', { name: 'Sí, es un problema' }).click();
    await page.getByLabel('Nombre del problema').fill('Suelas del lote 7');
    await page.getByRole('button', { name: 'Reunir', exact: true }).click();
    await page.getByRole('heading', { name: 'Suelas del lote 7' }).waitFor();

    await page.getByRole('button', { name: 'Resolver para todos' }).click();
    await page.getByLabel('Qué se cambió para que').fill('Otro pegamento desde el lote 8.');
    await page.getByLabel('Qué les decimos').fill('Le cambiamos el par sin costo.');
    await page.getByRole('button', { name: 'Resolver y avisarles' }).click();
    const told = async (id) =>
      JSON.stringify(await boss.get(`/cases/${id}`)).split('Le cambiamos el par sin costo.').length - 1;
    await eventually(async () => (await Promise.all(ids.slice(0, 3).map(told))).every((n) => n > 0));
    assert.equal(await told(ids[3]), 0);
    await page.reload();
    await page.getByText('ya se le avisó').nth(2).waitFor();
  },
);

scenario('an agent notes why it happened, and the figures show it', async ({ setUp, pageOf }) => {
  const boss = await setUp();
  const { case: opened } = await boss.openCase({ what: 'Me cobraron dos veces', kind: 'complaint' });
  const page = await pageOf(boss);
  await page.goto('/consola/ajustes/etiquetas');
  await page.getByRole('button', { name: 'Empezar con las que trae Escucha' }).click();
  await page.getByText('Cobros y pagos', { exact: true }).waitFor();
  await page.goto(`/consola/casos/${opened.id}`);
  await page.getByRole('button', { name: 'Anotar la causa' }).click();
  await page
    .getByLabel('Causa', { exact: true })
    .selectOption({ label: '\u00a0\u00a0\u00a0Cobro de más o duplicado' });
  await page.getByRole('button', { name: 'Guardar', exact: true }).click();
  await page.getByText('Cobros y pagos › Cobro de más o duplicado').waitFor();
  await page.goto('/consola/calidad/causas');
  await page.getByRole('button', { name: 'Cobros y pagos' }).click();
  await page.getByRole('heading', { name: 'Cobro de más o duplicado' }).waitFor();
});
