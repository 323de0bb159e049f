// A case between several people: handed over with its summary, handed up, a compensation asked for and decided, files
// both ways, a promise that will not be kept; and the sample company taken away.
import assert from 'node:assert/strict';
import { eventually } from './lib/browser.mjs';
import { scenario } from './lib/scenario.mjs';

const atOnce = {
  preferences: { theme: 'system', density: 'comfortable', single_keys: true, undo_seconds: 0 },
};

/** An administrator who supervises a team of two agents, and a case of the first of them. */
async function company(setUp) {
  const boss = await setUp();
  const me = boss.session.me;
  const team = await boss.post('/teams', { name: 'Taller', supervisor_id: me.id });
  const people = {};
  for (const [key, name] of [
    ['lucia', 'Lucía Ramos'],
    ['diego', 'Diego Paz'],
  ]) {
    people[key] = await boss.addPerson({ name, email: `${key}@aurora.example`, team_id: team.id });
    await people[key].patch('/me', atOnce, people[key].session.me.version);
  }
  const { case: opened } = await boss.openCase();
  await people.lucia.post(`/cases/${opened.id}/ownership`, {});
  return { boss, ...people, opened };
}

const menu = async (page, name) => {
  await page.getByRole('button', { name: /^Más/ }).first().click();
  await page.getByRole('menuitem', { name }).click();
};

scenario(
  'a case changes hands with a summary, and nobody has to tell it again',
  async ({ setUp, pageOf }) => {
    const { lucia, diego, opened } = await company(setUp);
    const page = await pageOf(lucia);
    await page.goto(`/consola/casos/${opened.id}`);
    await page.getByRole('button', { name: 'Traspasar', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('¿A quién?').selectOption({ label: 'Diego Paz' });
    await dialog.getByLabel('Resumen').fill('Muy corto');
    assert.ok(
      await dialog.getByRole('button', { name: 'Traspasar' }).isDisabled(),
      'nothing goes without a summary',
    );
    await dialog
      .getByLabel('Resumen')
      .fill('La suela se despegó; el taller tiene el par y lo arregla mañana.');
    await dialog.getByRole('button', { name: 'Traspasar' }).click();
    await dialog.waitFor({ state: 'hidden' });

    const his = await pageOf(diego);
    await his.goto(`/consola/casos/${opened.id}`);
    await his.getByText('Lo lleva usted').waitFor();
    await his.getByText('el taller tiene el par y lo arregla mañana').first().waitFor();
  },
);

scenario('what is handed up reaches the supervisor at once', async ({ setUp, pageOf }) => {
  const { boss, lucia, opened } = await company(setUp);
  const supervisor = await pageOf(boss);
  await supervisor.goto('/consola');
  await supervisor.getByRole('heading', { name: /Rosa/ }).waitFor();
  const page = await pageOf(lucia);
  await page.goto(`/consola/casos/${opened.id}`);
  await menu(page, /^Elevar/);
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('¿Por qué?').fill('Pide hablar con quien decide.');
  await dialog.getByRole('button', { name: 'Elevar' }).click();
  await page.getByText('Elevado.').waitFor();
  await supervisor
    .getByText(/le elevó el caso .*La suela de los zapatos/)
    .first()
    .waitFor(); // the notice, without loading again
});

scenario(
  'a compensation above the allowance waits for the supervisor, who decides from the first page',
  async ({ setUp, pageOf, assertAccessible }) => {
    const { boss, lucia, opened } = await company(setUp);
    const page = await pageOf(lucia);
    await page.goto(`/consola/casos/${opened.id}`);
    await menu(page, /^Compensar/);
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(/¿Cuánto nos cuesta/).fill('180.50');
    await dialog.getByText('Supera lo que puede dar por su cuenta').waitFor();
    await dialog.getByLabel('Descripción').fill('Un par nuevo del mismo modelo');
    await dialog.getByRole('button', { name: 'Pedir aprobación' }).click();
    await page.getByText('espera aprobación').first().waitFor();

    const supervisor = await pageOf(boss);
    await supervisor.goto('/consola');
    const asked = supervisor.getByRole('listitem').filter({ hasText: 'Cortesía' });
    await asked.getByText('Un par nuevo del mismo modelo').waitFor();
    await assertAccessible(supervisor);
    await asked.getByRole('button', { name: 'Aprobar', exact: true }).click();
    await asked.waitFor({ state: 'hidden' });
    await page.getByText('aprobada', { exact: false }).first().waitFor(); // hers changes without loading again
  },
);

scenario('files go both ways, and come back as downloads only', async ({ setUp, pageOf, newPage }) => {
  const { lucia, opened } = await company(setUp);
  const page = await pageOf(lucia);
  await page.goto(`/consola/casos/${opened.id}`);
  const reply = page.getByLabel(/^Respuesta para/);
  await reply.fill('Le envío la orden de cambio.');
  await page.locator('input[type=file]').setInputFiles({
    name: 'orden nº 7.pdf',
    mimeType: 'application/pdf',
    buffer: Buffer.from('%PDF-1.4\n%%EOF\n'),
  });
  await page.getByText('orden nº 7.pdf').first().waitFor();
  await page.getByRole('button', { name: 'Enviar', exact: true }).click();
  await page.getByRole('link', { name: /orden nº 7\.pdf/ }).waitFor();

  const customer = await newPage({ width: 360, height: 740 });
  await customer.goto(`/caso/${opened.code}`);
  await customer.getByText('Le envío la orden de cambio.').waitFor();
  const link = customer.getByRole('link', { name: /orden nº 7\.pdf/ });
  const download = customer.waitForEvent('download');
  await link.click();
  assert.equal((await download).suggestedFilename(), 'orden nº 7.pdf');
  await customer
    .locator('input[type=file]')
    .first()
    .setInputFiles({
      name: 'foto.png',
      mimeType: 'image/png',
      buffer: Buffer.from(
        'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
        'base64',
      ),
    });
  await customer.locator('textarea').first().fill('Aquí está la foto.');
  await customer.waitForTimeout(3200); // the page asks for the time a person needs
  await customer
    .locator('form', { has: customer.locator('textarea') })
    .first()
    .getByRole('button')
    .last()
    .click();
  await page.getByText('Aquí está la foto.').waitFor(); // live
  await page.getByRole('link', { name: /foto\.png/ }).waitFor();
});

scenario('a promise that will not be kept is said so, with its reason', async ({ setUp, pageOf }) => {
  const { lucia, opened } = await company(setUp);
  const promised_for = new Date(Date.now() + 26 * 3600e3).toISOString();
  await lucia.post(`/cases/${opened.id}/promises`, { what: 'La llamo con la fecha', promised_for });
  const page = await pageOf(lucia);
  await page.goto(`/consola/casos/${opened.id}`);
  await page.getByText('La llamo con la fecha').first().waitFor();
  await page
    .locator('li, article, section', { hasText: 'La llamo con la fecha' })
    .getByRole('button', { name: /^Más/ })
    .last()
    .click();
  await page.getByRole('menuitem', { name: 'No se cumplirá' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('¿Por qué?').fill('El taller cerró por inventario.');
  await dialog.getByRole('button', { name: 'Anotar que no se cumplió' }).click();
  await page
    .getByText(/No se cumplió/)
    .first()
    .waitFor();
  const { promises } = await lucia.get(`/cases/${opened.id}`);
  assert.equal(promises[0].state, 'broken');
});

scenario('the sample company is taken away with one click, and only it', async ({ setUp, pageOf }) => {
  const boss = await setUp({ sample: true });
  await eventually(async () => (await boss.get('/cases?view=all')).items.length > 5, 60);
  const { case: own } = await boss.openCase({ what: 'Este caso es de verdad.' });
  const page = await pageOf(boss);
  await page.goto('/consola');
  await page.getByText('Está viendo la empresa de ejemplo.').waitFor({ timeout: 60_000 });
  await page
    .getByRole('link', { name: 'Quitarla' })
    .or(page.getByRole('button', { name: 'Quitarla' }))
    .click();
  await page.getByRole('button', { name: 'Quitar la empresa de ejemplo' }).first().click();
  const dialog = page.getByRole('dialog');
  if (await dialog.isVisible()) await dialog.getByRole('button', { name: /^Quitar/ }).click();
  await page.getByText('Está viendo la empresa de ejemplo.').waitFor({ state: 'hidden', timeout: 60_000 });
  await eventually(async () => (await boss.get('/cases?view=all')).items.length === 1, 60);
  assert.equal((await boss.get('/cases?view=all')).items[0].id, own.id);
});

scenario('the console speaks English to who prefers it', async ({ setUp, pageOf, assertAccessible }) => {
  const { lucia, opened } = await company(setUp);
  const { me } = await lucia.get('/session');
  await lucia.patch('/me', { language: 'en' }, me.version);
  const page = await pageOf(lucia);
  for (const [path, words] of [
    ['/consola', 'Hello|Good'],
    ['/consola/bandeja', 'Mine'],
    [`/consola/casos/${opened.id}`, 'Reply'],
    ['/consola/clientes', 'Customers'],
  ]) {
    await page.goto(path);
    await page.getByText(new RegExp(words)).first().waitFor();
    await assertAccessible(page);
  }
});
