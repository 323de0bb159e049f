// Finding anything: from the palette as one types, and on the page of searching.
import assert from 'node:assert/strict';
import { scenario } from './lib/scenario.mjs';
import { eventually } from './lib/browser.mjs';

/** Two customers with a case each, and the index told of them. */
async function stocked(setUp) {
  const boss = await setUp();
  const claim = (name, what) =>
    boss.openCase({
      what,
      expectation: undefined,
      customer: { name, email: `${name.split(' ')[0]}@example.pe` },
    });
  await claim('Rosa Núñez', 'Mis reclamaciones por el horno no llegan a nadie.');
  await claim('Luis Paz', 'La lavadora <b>no</b> enciende desde el lunes.');
  await eventually(async () => (await boss.get('/search?q=lavadora')).items.length > 0);
  return boss;
}

scenario(
  'the palette finds as one types, and leads on to everything there is',
  async ({ setUp, pageOf, assertAccessible }) => {
    const boss = await stocked(setUp);
    const page = await pageOf(boss);
    await page.goto('/consola/');
    await page.getByRole('heading', { name: /Rosa/ }).waitFor();
    await page.keyboard.press('Control+k');
    const box = page.getByRole('combobox', { name: /^Busque/ });
    await box.pressSequentially('nune');
    await page
      .getByRole('option', { name: /Rosa Núñez/ })
      .first()
      .waitFor();
    await assertAccessible(page);
    await box.fill('reclamación');
    const hit = page.getByRole('option', { name: /Mis reclamaciones/ }).first();
    await hit.locator('mark', { hasText: 'reclamaciones' }).waitFor();
    // The last line goes on to the page.
    await page.keyboard.press('End');
    for (let i = 0; i < 30; i++) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/consola\/buscar\?q=reclamaci/);
    await page.getByRole('heading', { name: 'Buscar' }).waitFor();
    await page
      .getByRole('link', { name: /Mis reclamaciones/ })
      .first()
      .waitFor();
  },
);

scenario(
  'the page of searching shows kinds, filters and what it did not understand, and keeps all of it in the address',
  async ({ setUp, pageOf, assertAccessible }) => {
    const boss = await stocked(setUp);
    for (const options of [{}, { width: 360, height: 740, dark: true }]) {
      const page = await pageOf(boss, options);
      await page.goto('/consola/buscar');
      await page.getByText('Escriba un nombre, un número').waitFor();
      await page.getByLabel('¿Qué busca?').fill('lavadoras estado:abierto');
      const words = page.getByRole('link', { name: /La lavadora <b>no<\/b> enciende/ });
      await words.first().waitFor();
      assert.equal(await words.first().locator('mark').first().textContent(), 'lavadora');
      await page.waitForURL(/q=lavadoras\+estado/);
      await assertAccessible(page);
      await page.getByRole('button', { name: /^Mensajes/ }).click();
      await page.waitForURL(/kind=message/);
      await page.locator('section[aria-busy="false"]').waitFor();
      await words.waitFor();
      assert.equal(await words.count(), 1);
      await page.reload();
      await words.waitFor();
      await page.getByRole('button', { name: 'Quitar Abierto' }).click();
      await page.waitForURL((url) => url.searchParams.get('q') === 'lavadoras');
      await page.getByLabel('¿Qué busca?').fill('lavadoras estado:roto');
      await page.getByText('No entendimos «estado:roto»').waitFor();
      await page.getByLabel('¿Qué busca?').fill('esto no existe');
      await page.getByText('Nada coincide con «esto no existe»').waitFor();
      await assertAccessible(page);
    }
  },
);
