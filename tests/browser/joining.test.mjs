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
    await dialog.getByLabel('¿Qué clase de asunto es?').selectOption({ label: 'Consulta' });
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

scenario(
  'two people of one matter: a supervisor joins their cases, each reads and is answered for themselves',
  async ({ setUp, newPage, pageOf, assertAccessible }) => {
    const boss = await setUp();
    const ana = await boss.openCase({
      channel: 'web',
      kind: 'question',
      expectation: undefined,
      what: 'Pedimos juntas las botas y falta una.',
      customer: { name: 'Ana Torres', email: 'ana@correo.example' },
    });
    const luis = await boss.openCase({
      channel: 'web',
      what: 'Me falta la bota del pedido de Ana.',
      customer: { name: 'Luis Paz', email: 'luis@correo.example' },
    });
    const page = await pageOf(boss);
    await page.goto(`/consola/casos/${ana.case.id}`);
    await page.getByRole('button', { name: 'Más', exact: false }).click();
    await page.getByRole('menuitem', { name: 'Unir con otro caso…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Otro, por su código o número').fill(luis.case.code);
    await dialog.getByLabel('Otro, por su código o número').blur();
    await dialog.getByText('Cada una seguirá leyendo solo lo suyo', { exact: false }).waitFor();
    await dialog.getByText('El caso unido será del tipo', { exact: false }).waitFor();
    await dialog.getByLabel('Sí, unirlos aunque sean de personas distintas').check();
    await assertAccessible(page);
    await dialog.getByRole('button', { name: 'Unir', exact: true }).click();
    await said(page, 'Me falta la bota del pedido de Ana.').waitFor();

    const whom = page.getByLabel(/^Responde a/);
    assert.equal(await whom.inputValue(), String(luis.case.customer_id), 'whoever spoke last');
    await whom.selectOption({ label: `Ana Torres · ${ana.case.code}` });
    await page.getByLabel(/^Respuesta para/).fill('Ana, su bota sale hoy.');
    await assertAccessible(page);
    await page.getByRole('button', { name: 'Enviar', exact: true }).click();
    await page.getByRole('button', { name: 'Enviar ya' }).click();
    await said(page, 'Ana, su bota sale hoy.').waitFor();

    const hers = await newPage({ width: 360, height: 740 });
    await hers.goto(`/caso/${ana.case.code}`);
    await hers.getByText('Ana, su bota sale hoy.').waitFor();
    assert.equal(await hers.getByText('Me falta la bota del pedido').count(), 0, 'his words are his');
    const his = await newPage({ width: 360, height: 740 });
    await his.goto(`/caso/${luis.case.code}`);
    await his.getByText('Me falta la bota del pedido de Ana.').first().waitFor();
    assert.equal(await his.getByText('su bota sale hoy').count(), 0, 'what we told her is hers');
    await assertAccessible(his);
    await his.getByRole('textbox').first().fill('¿Y la mía?');
    await his.getByRole('button', { name: /Enviar/ }).click();
    await said(page, '¿Y la mía?').waitFor();
    assert.equal(await whom.inputValue(), String(luis.case.customer_id), 'now he spoke last');

    await page
      .getByRole('list', { name: 'Casos unidos y separados' })
      .getByRole('button', { name: 'Deshacer' })
      .click();
    await said(page, '¿Y la mía?').waitFor({ state: 'detached' });
    await page.goto(`/consola/casos/${luis.case.id}`);
    await said(page, '¿Y la mía?').waitFor();
  },
);
