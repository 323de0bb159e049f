// One matter that was told twice, and two that came in one breath: joined, split, and undone, as people do it.
import assert from 'node:assert/strict';
import { scenario } from './lib/scenario.mjs';

const said = (page, words) => page.getByRole('log').getByText(words);

scenario(
  'two cases of one matter are joined with what will happen said first, and become two again',
  async ({ setUp, pageOf, assertAccessible }) => {
    const boss = await setUp();
    const first = await boss.openCase({ channel: 'web', what: 'La suela del zapato se despegó.' });
    const second = await boss.openCase({
      channel: 'web',
      what: 'La suela del zapato sigue despegada.',
      customer: undefined,
      customer_id: first.case.customer_id,
    });
    const page = await pageOf(boss);
    const colleague = await pageOf(boss);
    await colleague.goto(`/consola/casos/${second.case.id}`);
    await colleague.getByLabel(/^Respuesta para/).fill('Estimada Ana:');

    await page.goto(`/consola/casos/${first.case.id}`);
    await page.getByText('Se parece a otro caso abierto').waitFor();
    await assertAccessible(page);
    await page.getByRole('button', { name: 'Unir…', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(`Pasa a ${first.case.code}: 1 mensaje, llamada o visita.`).waitFor();
    await dialog.getByText(`El código ${second.case.code} sigue funcionando`, { exact: false }).waitFor();
    await assertAccessible(page);
    await dialog.getByRole('button', { name: 'Unir', exact: true }).click();
    await said(page, 'La suela del zapato sigue despegada.').waitFor();
    await said(page, `del caso ${second.case.code}`).waitFor();
    await assertAccessible(page);

    // Whoever had the other one open goes on here, with what they were writing.
    await colleague.waitForURL(`**/casos/${first.case.id}`);
    assert.equal(await colleague.getByLabel(/^Respuesta para/).inputValue(), 'Estimada Ana:');
    // The customer's old code shows the joined case.
    const portal = await colleague.context().newPage();
    await portal.goto(`/caso/${second.case.code}`);
    await portal.getByText('La suela del zapato se despegó.').first().waitFor();

    const bonds = page.getByRole('list', { name: 'Casos unidos y separados' });
    await bonds.getByRole('button', { name: 'Deshacer' }).click();
    await page.getByText('Vuelven a ser dos casos').waitFor();
    await said(page, 'La suela del zapato sigue despegada.').waitFor({ state: 'detached' });
    await said(page, /Deshizo la unión con el caso/).waitFor();
  },
);

scenario(
  'another matter in the conversation becomes a case of its own, and can be joined back',
  async ({ setUp, pageOf, assertAccessible }) => {
    const boss = await setUp();
    const opened = await boss.openCase({ channel: 'web', what: 'La suela se despegó.' });
    const page = await pageOf(boss, { width: 360, height: 740 });
    await page.goto(`/caso/${opened.case.code}`);
    await page.getByRole('textbox').first().fill('Además, la boleta tiene mal mi nombre.');
    await page.getByRole('button', { name: /Enviar/ }).click();
    await page.getByText('Además, la boleta tiene mal mi nombre.').first().waitFor();

    await page.goto(`/consola/casos/${opened.case.id}`);
    await page.getByRole('button', { name: 'Más', exact: false }).click();
    await page.getByRole('menuitem', { name: 'Separar otro asunto…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(/la boleta tiene mal/).check();
    await dialog.getByRole('combobox').selectOption({ label: 'Consulta' });
    await assertAccessible(page);
    await dialog.getByRole('button', { name: 'Separar en otro caso' }).click();
    await page.getByRole('heading', { name: 'Además, la boleta tiene mal mi nombre' }).waitFor();
    assert.ok(!page.url().endsWith(`/casos/${opened.case.id}`));
    const bonds = page.getByRole('list', { name: 'Casos unidos y separados' });
    await bonds.getByRole('link', { name: opened.case.code }).waitFor();
    await assertAccessible(page);
    await bonds.getByRole('button', { name: 'Volver a unir' }).click();
    await page.waitForURL(`**/casos/${opened.case.id}`);
    await said(page, 'Además, la boleta tiene mal mi nombre.').waitFor();
    await assertAccessible(page);
  },
);
