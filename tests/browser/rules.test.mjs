// The law as the house sets it up: a fact confirmed in writing; a case that a dispute body has; a branch in another
// region.
import assert from 'node:assert/strict';
import { scenario } from './lib/scenario.mjs';

const spain = { country: 'ES', zone: 'Europe/Madrid' };
const picture = async (page, name) => {
  if (process.env.PICTURES)
    await page.screenshot({ path: `${process.env.PICTURES}/${name}.png`, fullPage: true });
};
const sizes = [
  { width: 1280, height: 900 },
  { width: 360, height: 740, dark: true },
];

for (const size of sizes)
  scenario(
    `dispute bodies are named once somebody confirmed them in writing (${size.width})`,
    async ({ setUp, pageOf, assertAccessible }) => {
      const boss = await setUp(spain);
      const page = await pageOf(boss, size);
      await page.goto('/consola/ajustes/reglas');
      await page.getByLabel(/electrónicas/).check();
      await page.getByText('A quién puede acudir el cliente').click();
      await page.getByText('Todavía nadie: una negativa no nombra').waitFor();
      await page.getByLabel('Nombrarlo en las negativas').first().check();
      await picture(page, `confirm-${size.width}`);
      await page.getByLabel('Con qué lo confirmó').fill('consumo.gob.es, 22 de noviembre');
      await assertAccessible(page);
      await page.getByRole('button', { name: 'Guardar' }).click();
      await page.getByText(/Confirmado con «consumo.gob.es, 22 de noviembre» por Rosa Quispe/).waitFor();
      await picture(page, `confirmed-${size.width}`);
      const choice = await boss.get('/rule-choice');
      assert.deepEqual(choice.switched_on, ['body/arbitraje']);
      await assertAccessible(page);
    },
  );

for (const size of sizes)
  scenario(
    `what is disputed is not collected while a dispute body has the case (${size.width})`,
    async ({ setUp, pageOf, assertAccessible }) => {
      const boss = await setUp(spain);
      const choice = await boss.get('/rule-choice');
      await boss.put(
        '/rule-choice',
        { pack: 'es', scopes: ['telecom'], switched_on: [] },
        { 'If-Match': `"${choice.version ?? 0}"` },
      );
      const { case: claim } = await boss.openCase({
        kind: 'claim',
        channel: 'web',
        what: 'Me cobraron dos veces.',
      });
      const page = await pageOf(boss, size);
      await page.goto(`/consola/casos/${claim.id}`);
      await page.getByRole('button', { name: 'No suspender el servicio' }).waitFor();
      await page.getByRole('button', { name: 'Más', exact: true }).click();
      await page.getByRole('menuitem', { name: 'Lo tiene un organismo' }).click();
      await page.getByLabel('Qué organismo').fill('Junta Arbitral de Consumo');
      await picture(page, `dispute-dialog-${size.width}`);
      await assertAccessible(page);
      await page.getByRole('button', { name: 'Anotarlo' }).click();
      await page
        .getByText(/Anotó que lo tiene Junta Arbitral de Consumo, desde el/)
        .first()
        .waitFor();
      await page.getByRole('button', { name: 'No cobrar lo discutido' }).click();
      await page
        .getByRole('dialog')
        .getByText(/Lo tiene Junta Arbitral de Consumo desde el/)
        .waitFor();
      await picture(page, `dispute-why-${size.width}`);
      await assertAccessible(page);
      await page.getByRole('dialog').getByRole('button', { name: 'Cerrar' }).last().click();
      await picture(page, `dispute-case-${size.width}`);
      await page.getByRole('button', { name: 'Más', exact: true }).click();
      await page.getByRole('menuitem', { name: 'Lo tiene un organismo' }).click();
      await picture(page, `dispute-end-${size.width}`);
      await page.getByRole('button', { name: 'Anotar que terminó' }).click();
      await page
        .getByText(/Anotó que Junta Arbitral de Consumo ya no lo tiene/)
        .first()
        .waitFor();
    },
  );

for (const size of sizes)
  scenario(
    `a branch in another region goes by its holidays, and a date can be tried (${size.width})`,
    async ({ setUp, pageOf, assertAccessible }) => {
      const boss = await setUp(spain);
      const team = (await boss.get('/teams')).items[0].name;
      const page = await pageOf(boss, size);
      await page.goto('/consola/ajustes/festivos');
      await page.getByRole('button', { name: 'Añadir una sede' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Nombre de la sede').fill('Sevilla');
      await dialog.getByRole('combobox').selectOption({ label: 'Andalucía' });
      await dialog.getByLabel(team).check();
      await dialog.getByRole('button', { name: 'Añadir un festivo' }).click();
      await dialog.getByLabel('¿Qué día?').fill('2026-12-10');
      await dialog.getByLabel('Nombre del festivo').fill('Fiesta de la ciudad');
      await picture(page, `branch-dialog-${size.width}`);
      await assertAccessible(page);
      await dialog.getByRole('button', { name: 'Guardar' }).click();
      await page.getByText(/Andalucía · /).waitFor();
      await picture(page, `branches-${size.width}`);
      await assertAccessible(page);

      const { case: claim } = await boss.openCase({
        kind: 'claim',
        channel: 'web',
        what: 'Me cobraron dos veces.',
      });
      await page.goto(`/consola/casos/${claim.id}`);
      await page.getByRole('button', { name: '¿Por qué esta fecha?' }).click();
      await page.getByRole('dialog').getByText('Con el calendario de Sevilla.').first().waitFor();
      await picture(page, `branch-why-${size.width}`);

      await page.goto('/consola/ajustes/plazos');
      await page.getByRole('heading', { name: 'Probar una fecha' }).waitFor();
      await page.getByRole('button', { name: 'Contar', exact: true }).click();
      await page.getByText('Ver la cuenta día por día').first().waitFor();
      await picture(page, `try-${size.width}`);
      await assertAccessible(page);
    },
  );
