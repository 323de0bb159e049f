// Saying it well: a phrase that hurts is underlined, the better words come by key and go with one undo, what one no longer wants to be
// told stays so; and a phrase of the guide goes into the text by key and is counted once it was sent.
import assert from 'node:assert/strict';
import { eventually } from './lib/browser.mjs';
import { scenario } from './lib/scenario.mjs';

const atOnce = {
  preferences: { theme: 'system', density: 'comfortable', single_keys: true, undo_seconds: 0 },
};
const underlined = (page) =>
  page.locator('.composer .mirror .hit').evaluateAll((all) => all.map((e) => e.textContent));

async function mend(page, assertAccessible) {
  const box = page.getByLabel(/^Respuesta para/);
  await box.click();
  await page.keyboard.type('Hola, Ana. No es posible. Dijo «eso no se puede». Supuestamente llegó.');
  await page.getByRole('button', { name: '2 frases por cuidar' }).waitFor();
  assert.deepEqual(await underlined(page), ['No es posible', 'Supuestamente'], 'nothing inside a quotation');
  await assertAccessible(page);

  await page.keyboard.press('Control+Home');
  await page.keyboard.press('F8');
  const card = page.getByRole('dialog', { name: 'No es posible' });
  await card.getByText('Cierra la puerta sin decir por qué.').waitFor();
  await assertAccessible(page);
  await page.keyboard.press('F8');
  await page.getByRole('dialog', { name: 'Supuestamente' }).waitFor();
  await page.keyboard.press('Enter');
  await eventually(async () => (await box.inputValue()).endsWith('Como nos contaste llegó.'));
  await page.keyboard.press('Control+z');
  await eventually(async () => (await box.inputValue()).endsWith('Supuestamente llegó.'));
  await page.keyboard.press('F8');
  const again = page.getByRole('dialog', { name: 'Supuestamente' });
  await again.waitFor();
  await page.keyboard.press('Escape');
  await again.waitFor({ state: 'hidden' });
  assert.equal(await box.evaluate((area) => document.activeElement === area), true, 'back where one was');
}

async function dismiss(page) {
  await page.keyboard.press('F8');
  await page.getByRole('dialog').getByRole('button', { name: 'Esta vez no' }).click();
  await page.getByRole('button', { name: '1 frase por cuidar' }).waitFor();
  await page.keyboard.press('F8');
  await page.getByRole('dialog').getByRole('button', { name: 'No avisarme más' }).click();
  await page.getByText('Ya no le avisaremos de esa frase.').waitFor();
  await eventually(async () => (await underlined(page)).length === 0);
  await page.getByText('Borrador guardado').waitFor();
  await page.reload();
  const box = page.getByLabel(/^Respuesta para/);
  await eventually(async () => (await box.inputValue()).includes('No es posible'));
  await box.click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type(' Cálmese.');
  await page.getByRole('button', { name: '1 frase por cuidar' }).waitFor();
  assert.deepEqual(await underlined(page), ['Cálmese'], 'what was dismissed stays dismissed');
}

scenario('a phrase that hurts is noticed, bettered by key, and dismissed for good', async (stage) => {
  const { setUp, pageOf, assertAccessible } = stage;
  const boss = await setUp();
  await boss.patch('/me', atOnce, boss.session.me.version);
  const { case: opened } = await boss.openCase();
  const { customer } = await boss.get(`/cases/${opened.id}`);
  const ana = await boss.get(`/customers/${customer.id}`);
  await boss.patch(`/customers/${ana.id}`, { treatment: 'tu' }, ana.version);
  const page = await pageOf(boss);
  await page.goto(`/consola/casos/${opened.id}`);
  await mend(page, assertAccessible);
  await dismiss(page);

  await page.goto('/consola/ajustes/frases');
  await page.getByText('Frases que duelen').waitFor();
  await assertAccessible(page);
  const { codes } = await boss.get('/guidance/dismissals');
  assert.equal(codes.length, 1);
});

scenario(
  'a phrase of the guide goes into the answer by key and is counted once it is sent',
  async (stage) => {
    const { setUp, pageOf, assertAccessible } = stage;
    const boss = await setUp();
    await boss.patch('/me', atOnce, boss.session.me.version);
    const { case: opened } = await boss.openCase();
    const page = await pageOf(boss);
    await page.goto(`/consola/casos/${opened.id}`);
    const box = page.getByLabel(/^Respuesta para/);
    await box.click();
    await page.keyboard.press('Control+.');
    const guide = page.getByRole('region', { name: 'Guía' });
    await guide.getByRole('option', { name: /desde ahora me ocupo de su caso/ }).waitFor();
    await assertAccessible(page);
    await page.keyboard.type('a nadie');
    await eventually(async () => (await guide.getByRole('option').count()) >= 1);
    await guide
      .getByRole('option', { selected: true, name: /No hará falta que lo cuente otra vez a nadie/ })
      .waitFor();
    await page.keyboard.press('Enter');
    await eventually(
      async () => (await box.inputValue()) === 'No hará falta que lo cuente otra vez a nadie.',
    );
    await page.keyboard.press('Control+Enter');
    await eventually(async () => {
      const { items } = await boss.get('/playbooks/uses');
      const respect = items.find((u) => u.play === 'step_respect');
      return respect.taken === 1 && respect.sent === 1;
    });
    await page.goto('/consola/ajustes/frases');
    await page.getByText('tomada 1 vez, 1 enviada').first().waitFor();
    await assertAccessible(page);
  },
);
