// What people ask about their own data, as an administrator answers it: blocking somebody, who may see them then, and
// ending it.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { scenario } from './lib/scenario.mjs';

async function asked(setUp, kind) {
  const boss = await setUp();
  const lucia = await boss.addPerson({ name: 'Lucía Ramos', email: 'lucia@aurora.example' });
  const ana = await boss.post('/customers', {
    name: 'Ana Torres',
    identifiers: [{ kind: 'email', value: 'ana@correo.example' }],
  });
  await boss.post('/rights-requests', {
    customer: ana.id,
    kind,
    channel: 'email',
    identity: 'Escribió desde su correo',
    received: new Intl.DateTimeFormat('en-CA', { timeZone: 'America/Lima' }).format(Date.now()),
  });
  return { boss, lucia, ana };
}

scenario(
  'an administrator blocks somebody who asked for it; nobody sees them, until it is ended with a reason',
  async ({ setUp, pageOf, assertAccessible }) => {
    const { boss, lucia, ana } = await asked(setUp, 'restriction');
    const page = await pageOf(boss);
    await page.goto('/consola/derechos');
    await page.getByRole('button', { name: 'Bloquear sus datos' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/Nada se borra/).waitFor();
    await assertAccessible(page);
    await dialog.getByRole('button', { name: 'Bloquear sus datos' }).click();
    const blocked = page.locator('section', {
      has: page.getByRole('heading', { name: 'Personas bloqueadas' }),
    });
    await blocked.getByText('Ana Torres').waitFor();
    await assertAccessible(page);

    const theirs = await pageOf(lucia, { width: 360, height: 740 });
    await theirs.goto('/consola/clientes');
    await theirs.getByRole('heading', { name: 'Clientes' }).waitFor();
    await theirs.goto(`/consola/clientes/${ana.id}`);
    await theirs.getByRole('heading', { name: 'Datos bloqueados' }).waitFor();
    assert.equal(await theirs.getByText('Ana Torres').count(), 0);
    await assertAccessible(theirs);

    await blocked.getByRole('button', { name: 'Ver su ficha completa' }).click();
    await dialog.getByLabel('Motivo').fill('Lo pide la autoridad, escrito 12');
    await assertAccessible(page);
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('button', { name: 'Ver su ficha completa' }).click(),
    ]);
    assert.match(await readFile(await file.path(), 'utf8'), /ana@correo\.example/);

    await blocked.getByRole('button', { name: 'Desbloquear' }).click();
    await dialog.getByLabel('Motivo').fill('Ana lo pidió');
    await dialog.getByRole('button', { name: 'Desbloquear' }).click();
    await blocked.waitFor({ state: 'detached' });
    await theirs.reload();
    await theirs.getByRole('heading', { name: 'Ana Torres' }).waitFor();
  },
);

scenario(
  'whose cases are still open is not blocked, and it is said why',
  async ({ setUp, pageOf, assertAccessible }) => {
    const { boss, ana } = await asked(setUp, 'objection');
    await boss.openCase({ customer: undefined, customer_id: ana.id });
    const page = await pageOf(boss, { width: 360, height: 740, dark: true });
    await page.goto('/consola/derechos');
    await page.getByRole('button', { name: 'Bloquear sus datos' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Bloquear sus datos' }).click();
    await dialog.getByText(/casos sin resolver \(1\)/).waitFor();
    await assertAccessible(page);
  },
);

scenario(
  'whose cases are still open is not erased either, and it is said before',
  async ({ setUp, pageOf, assertAccessible }) => {
    const { boss, ana } = await asked(setUp, 'erasure');
    await boss.openCase({ customer: undefined, customer_id: ana.id });
    const page = await pageOf(boss);
    await page.goto('/consola/derechos');
    await page.getByRole('button', { name: 'Suprimir sus datos' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/casos sin resolver \(1\)/).waitFor();
    assert.equal(await dialog.getByRole('button', { name: 'Suprimir sus datos' }).isDisabled(), true);
    await assertAccessible(page);
  },
);

scenario('everybody whose data is blocked can be reached', async ({ setUp, pageOf, assertAccessible }) => {
  const boss = await setUp();
  const received = new Intl.DateTimeFormat('en-CA', { timeZone: 'America/Lima' }).format(Date.now());
  for (let n = 1; n <= 52; ++n) {
    const { id } = await boss.post('/customers', { name: `Persona ${n}`, identifiers: [] });
    const request = await boss.post('/rights-requests', {
      customer: id,
      kind: 'restriction',
      channel: 'email',
      identity: 'Por su correo',
      received,
    });
    await boss.post(`/rights-requests/${request.id}/blocking`, {});
  }
  const page = await pageOf(boss);
  await page.goto('/consola/derechos');
  await page.getByText('Persona 50', { exact: true }).waitFor();
  assert.equal(await page.getByText('Persona 52', { exact: true }).count(), 0);
  await page.getByRole('button', { name: 'Ver más' }).click();
  await page.getByText('Persona 52', { exact: true }).waitFor();
  await page.getByText('Persona 1', { exact: true }).waitFor();
  await assertAccessible(page);
});
