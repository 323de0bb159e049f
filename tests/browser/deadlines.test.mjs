// By which rules a case is owed what: why a date is that date, and asking the customer for what is missing, as people
// do it.
import { scenario } from './lib/scenario.mjs';

const said = (page, words) => page.getByRole('log').getByText(words);

scenario(
  'a date tells why it is that date; what is missing is asked for, comes, and is found complete',
  async ({ setUp, pageOf, assertAccessible }) => {
    const boss = await setUp();
    const choice = await boss.get('/rule-choice');
    await boss.put(
      '/rule-choice',
      { pack: 'es', scopes: ['telecom'], switched_on: [] },
      { 'If-Match': `"${choice.version ?? 0}"` },
    );
    const opened = await boss.openCase({
      kind: 'question',
      channel: 'web',
      what: '¿Cuándo vuelve la línea?',
    });
    const page = await pageOf(boss, { width: 360, height: 740 });
    await page.goto(`/consola/casos/${opened.case.id}`);
    await page.getByText(/La ley: a más tardar/).waitFor();
    await page.getByRole('button', { name: '¿Por qué esta fecha?' }).click();
    const why = page.getByRole('dialog');
    await why.getByText(/Ley 10\/2025, art\. 17/).waitFor();
    await why.getByText(/15 días hábiles\. Se cuenta desde que se presentó/).waitFor();
    await why.getByText('Ver la cuenta día por día').last().click();
    await why.getByText('Día 15 de 15').waitFor();
    await assertAccessible(page);
    await why.getByRole('button', { name: 'Cerrar' }).last().click();

    await page.getByRole('button', { name: 'Más', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Pedir que complete' }).click();
    const ask = page.getByRole('dialog');
    await ask.getByText(/vuelve a empezar cuando lo complete/).waitFor();
    await ask.getByLabel(/Qué falta/).fill('Díganos el número de la línea.');
    await assertAccessible(page);
    await ask.getByRole('button', { name: 'Pedírselo' }).click();
    await page.getByText(/Le pedimos que complete lo que falta, hasta/).waitFor();

    const portal = await pageOf(boss, { width: 360, height: 740 });
    await portal.goto(`/caso/${opened.case.code}`);
    await portal
      .getByText(/puede enviárnoslo hasta/)
      .first()
      .waitFor();
    await portal.getByText('¿Por qué esta fecha?').click();
    await portal.getByText('El plazo empieza a contar cuando usted nos envíe lo que falta.').waitFor();
    await assertAccessible(portal);
    await portal.getByRole('textbox').first().fill('Es el 600 123 456.');
    await portal.getByRole('button', { name: /Enviar/ }).click();
    await portal.getByText(/La ley nos obliga a responderle a más tardar/).waitFor();

    await page.getByRole('button', { name: 'Ya está completo' }).click();
    await said(page, 'Comprobó que ya no falta nada').waitFor();
    await page.getByRole('button', { name: '¿Por qué esta fecha?' }).click();
    await page
      .getByRole('dialog')
      .getByText(/Se cuenta desde que el cliente completó lo que faltaba/)
      .first()
      .waitFor();
  },
);
