// An answer that is about to leave: held by the server, seen by colleagues, taken back whole, stopped when the customer
// writes meanwhile, and sent although the browser is gone and the server was killed.
import assert from 'node:assert/strict';
import { eventually } from './lib/browser.mjs';
import { scenario } from './lib/scenario.mjs';

const preferences = (undo_seconds) => ({
  preferences: { theme: 'system', density: 'comfortable', single_keys: true, undo_seconds },
});

async function company(setUp, seconds = 60) {
  const boss = await setUp();
  const team = await boss.post('/teams', { name: 'Taller', supervisor_id: boss.session.me.id });
  const people = {};
  for (const [key, name] of [
    ['lucia', 'Lucía Ramos'],
    ['diego', 'Diego Paz'],
  ]) {
    people[key] = await boss.addPerson({ name, email: `${key}@aurora.example`, team_id: team.id });
    await people[key].patch('/me', preferences(seconds), people[key].session.me.version);
  }
  const { case: opened } = await boss.openCase();
  return { boss, ...people, opened };
}
const composerOf = (page) => page.getByRole('region', { name: 'Responder' });
async function write(page, text) {
  await composerOf(page).getByRole('textbox').fill(text);
  await page.getByRole('button', { name: 'Enviar', exact: true }).click();
  await page.getByText(/Se envía en \d+ s/).waitFor();
}
const said = async (api, opened) =>
  (await api.get(`/cases/${opened.id}`)).entries.filter((e) => e.direction === 'out').map((e) => e.text);

scenario(
  'an answer is taken back whole before the customer sees it, while a colleague sees that it is about to leave',
  async ({ setUp, pageOf, newPage, assertAccessible }) => {
    const { lucia, diego, opened } = await company(setUp);
    const page = await pageOf(lucia);
    await page.goto(`/consola/casos/${opened.id}`);
    await page.getByLabel('y esperar su respuesta').check();
    await page.locator('input[type=file]').setInputFiles({
      name: 'orden.pdf',
      mimeType: 'application/pdf',
      buffer: Buffer.from('%PDF-1.4\n%%EOF\n'),
    });
    await page.getByText('orden.pdf').first().waitFor();
    await write(page, 'Le va la orden de cambio.');
    await assertAccessible(page);

    const his = await pageOf(diego);
    await his.goto(`/consola/casos/${opened.id}`);
    await his.getByText(/La respuesta de Lucía Ramos sale en \d+ s/).waitFor();
    await his.getByText('Le va la orden de cambio.').waitFor();
    await assertAccessible(his);
    const customer = await newPage({ width: 360, height: 740 });
    await customer.goto(`/caso/${opened.code}`);
    assert.equal(await customer.getByText('Le va la orden de cambio.').count(), 0);

    await page.getByRole('button', { name: 'Deshacer' }).click();
    const composer = composerOf(page);
    await eventually(async () => (await composer.getByRole('textbox').inputValue()) !== '');
    assert.equal(await composer.getByRole('textbox').inputValue(), 'Le va la orden de cambio.');
    await composer.getByText('orden.pdf').first().waitFor();
    assert.ok(await page.getByLabel('y esperar su respuesta').isChecked());
    await his.getByText(/La respuesta de Lucía Ramos/).waitFor({ state: 'hidden' });
    assert.deepEqual(await said(lucia, opened), []);

    await composer.getByRole('textbox').fill('Le va la orden de cambio, con su fecha.');
    await page.getByRole('button', { name: 'Enviar', exact: true }).click();
    await page.getByRole('button', { name: 'Enviar ya' }).click();
    await page.getByRole('link', { name: /orden\.pdf/ }).waitFor();
    assert.deepEqual(await said(lucia, opened), ['Le va la orden de cambio, con su fecha.']);
    assert.equal((await lucia.get(`/cases/${opened.id}`)).case.state, 'waiting');
    await customer.reload();
    await customer.getByText('Le va la orden de cambio, con su fecha.').waitFor();

    const phone = await pageOf(lucia, { width: 360, height: 740 });
    await phone.goto(`/consola/casos/${opened.id}`);
    await write(phone, 'Y llámenos si algo falta.');
    await assertAccessible(phone);
    await phone.getByRole('button', { name: 'Deshacer' }).click();
  },
);

scenario(
  'an answer leaves by itself although the page was closed and the server killed',
  async ({ setUp, pageOf, server }) => {
    const { lucia, opened } = await company(setUp, 5);
    const page = await pageOf(lucia);
    await page.goto(`/consola/casos/${opened.id}`);
    await write(page, 'Pase mañana a las diez.');
    await page.context().close();
    await server.kill();
    await server.start();
    await eventually(async () => (await said(lucia, opened)).length === 1, 20);
    assert.deepEqual(await said(lucia, opened), ['Pase mañana a las diez.']);
  },
);

scenario(
  'an answer is stopped when the customer writes before it leaves, and its writer decides',
  async ({ setUp, pageOf, newPage, assertAccessible }) => {
    const { lucia, opened } = await company(setUp, 15);
    const customer = await newPage({ width: 360, height: 740 });
    await customer.goto(`/caso/${opened.code}`);
    await customer.locator('textarea').first().fill('Ya no hace falta: los llevé a otro taller.');
    await customer.waitForTimeout(3200); // the page asks for the time a person needs
    const page = await pageOf(lucia);
    await page.goto(`/consola/casos/${opened.id}`);
    await write(page, 'Pase mañana a las diez.');
    await customer
      .locator('form', { has: customer.locator('textarea') })
      .first()
      .getByRole('button', { name: /Enviar/ })
      .click();
    await page
      .getByText('Llegó algo antes de que saliera. Su respuesta no salió.')
      .waitFor({ timeout: 30_000 });
    await page.getByRole('alert').getByText('los llevé a otro taller').waitFor();
    await assertAccessible(page);
    assert.deepEqual(await said(lucia, opened), []);
    const notices = (await lucia.get('/notices')).items.map((n) => n.kind);
    assert.ok(notices.includes('reply_stopped'), notices.join());
    await page.getByRole('button', { name: 'Enviar de todos modos' }).click();
    await page.getByText('Llegó algo antes de que saliera').waitFor({ state: 'hidden' });
    assert.deepEqual(await said(lucia, opened), ['Pase mañana a las diez.']);
  },
);
