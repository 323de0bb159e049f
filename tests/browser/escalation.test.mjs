// Somebody is away and everybody sees it; a town's holidays come out of a file and go back; a customer asks for a supervisor; the
// chain and the letter of one's day are set.
import assert from 'node:assert/strict';
import { scenario } from './lib/scenario.mjs';

const town = [
  'BEGIN:VCALENDAR',
  'VERSION:2.0',
  'PRODID:-//ayuntamiento//ES',
  'X-WR-CALNAME:Arequipa',
  'BEGIN:VEVENT',
  'UID:1@x',
  'DTSTART;VALUE=DATE:20260815',
  'RRULE:FREQ=YEARLY;COUNT=2',
  'SUMMARY:Fundación de Arequipa',
  'END:VEVENT',
  'BEGIN:VEVENT',
  'UID:2@x',
  'DTSTART:20261224T150000Z',
  'DTEND:20261224T170000Z',
  'SUMMARY:Cena',
  'END:VEVENT',
  'BEGIN:VEVENT',
  'UID:3@x',
  'DTSTART;VALUE=DATE:20261225',
  'SUMMARY:Navidad',
  'END:VEVENT',
  'END:VCALENDAR',
  '',
].join('\r\n');
const file = (name, text) => ({ name, mimeType: 'text/calendar', buffer: Buffer.from(text) });

scenario('who is away is seen as away, and why stays theirs', async (stage) => {
  const { setUp, pageOf, assertAccessible } = stage;
  const boss = await setUp();
  const luis = await boss.addPerson({ name: 'Luis Vega', email: 'luis@aurora.example' });
  const { case: opened } = await boss.openCase();
  const page = await pageOf(luis, { width: 360, height: 740 });
  await page.goto('/consola/ajustes/ausencias');
  await page.getByText('Nadie tiene ausencias anotadas.').waitFor();
  await page.getByRole('button', { name: 'Anotar una ausencia' }).click();
  const dialog = page.getByRole('dialog', { name: 'Anotar una ausencia' });
  await dialog.getByText('Enfermedad', { exact: true }).click();
  await dialog.getByLabel('Le sustituye').selectOption({ label: 'Rosa Quispe' });
  await assertAccessible(page);
  await dialog.getByRole('button', { name: 'Guardar', exact: true }).click();
  await page.getByText('enfermedad · le sustituye Rosa Quispe').waitFor();
  await assertAccessible(page);

  // Whoever hands over reads it where they choose; a third one never reads the reason.
  const hers = await pageOf(boss);
  await hers.goto('/consola/equipo');
  await hers.getByText(/^ausente hasta/).waitFor();
  await hers.goto(`/consola/casos/${opened.id}`);
  await hers.getByRole('button', { name: 'Traspasar' }).first().click();
  const to = hers.getByRole('dialog').getByRole('combobox').first();
  await to.getByRole('option', { name: /Luis Vega · ausente hasta/ }).waitFor({ state: 'attached' });
  const carla = await boss.addPerson({ name: 'Carla Ríos', email: 'carla@aurora.example' });
  const { items } = await carla.get('/absences');
  assert.equal(items[0].reason, null);
});

scenario('holidays of a town come out of a file, looked at first, and go back', async (stage) => {
  const { setUp, pageOf, assertAccessible } = stage;
  const boss = await setUp();
  const page = await pageOf(boss);
  await page.goto('/consola/ajustes/festivos');
  await page.getByRole('button', { name: 'Traer de un archivo .ics' }).click();
  const dialog = page.getByRole('dialog', { name: 'Traer festivos de un archivo' });
  await dialog.getByLabel('Archivo .ics').setInputFiles(file('otro.ics', 'hola'));
  await dialog.getByRole('button', { name: 'Mirar el archivo' }).click();
  await dialog.getByText('Ese archivo no es un calendario').waitFor();
  await dialog.getByLabel('Archivo .ics').setInputFiles(file('arequipa.ics', town));
  await dialog.getByRole('button', { name: 'Mirar el archivo' }).click();
  await dialog.getByText('2 nuevos · 1 ya estaban · 0 cambian de nombre').waitFor();
  await dialog.getByText('Cena: dura solo una parte del día').waitFor();
  await assertAccessible(page);
  await dialog.getByRole('button', { name: 'Añadir los días nuevos (2)' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await page.getByText('días nuevos: 2; con otro nombre: 0').waitFor();
  assert.equal((await boss.get('/calendar/days')).items.length, 2);
  await assertAccessible(page);
  await page.getByRole('button', { name: 'Deshacer Arequipa' }).click();
  await page.getByText('deshecho').waitFor();
  assert.equal((await boss.get('/calendar/days')).items.length, 0);
});

scenario(
  'a customer who asks for a supervisor is promised a call, by the law of their country or none',
  async (stage) => {
    const { setUp, pageOf, assertAccessible } = stage;
    const boss = await setUp();
    const luis = await boss.addPerson({ name: 'Luis Vega', email: 'luis@aurora.example' });
    const { case: opened } = await boss.openCase();
    const page = await pageOf(luis);
    await page.goto(`/consola/casos/${opened.id}`);
    await page.getByRole('button', { name: 'Más', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Pide hablar con un responsable' }).click();
    const dialog = page.getByRole('dialog', { name: 'Pide hablar con un responsable' });
    await dialog.getByText(/^Pásele ahora si puede; si no, alguien le llama .* a más tardar\.$/).waitFor();
    assert.equal(await dialog.getByText('Ley 10/2025').count(), 0, 'no law of Peru orders it');
    await assertAccessible(page);
    await dialog.getByRole('button', { name: 'Prometer la llamada' }).click();
    await page
      .getByText(/Rosa Quispe llamará .* a más tardar/)
      .first()
      .waitFor();
    await page.getByText('le llamará Rosa Quispe').first().waitFor();
    const { items } = await boss.get(`/cases/${opened.id}/call-backs`);
    assert.equal(items[0].state, 'promised');
    assert.equal(items[0].same_day, true);
    const notices = await boss.get('/notices');
    assert.equal(notices.items[0].kind, 'call_back_asked');

    const hers = await pageOf(boss);
    await hers.goto('/consola/equipo');
    await hers.getByText('Veces que lo pidieron en los últimos 30 días: 1.').waitFor();
  },
);

scenario('the chain, the warnings and the letter of one’s day are set', async (stage) => {
  const { setUp, pageOf, assertAccessible } = stage;
  const boss = await setUp();
  await boss.openCase();
  const page = await pageOf(boss);
  await page.goto('/consola/ajustes/avisos');
  await page.getByRole('button', { name: 'Editar Queja' }).click();
  await page.getByLabel(/Partes del plazo/).fill('50, 90');
  await page.getByRole('dialog').getByRole('button', { name: 'Guardar' }).click();
  await page.getByText('75 % + 50 %, 90 %').waitFor();
  await page.getByRole('button', { name: 'Editar Todos los equipos sin cadena propia' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Añadir un paso' }).click();
  await dialog.getByLabel('A quién (paso 2)').last().selectOption({ label: 'Gerencia' });
  await assertAccessible(page);
  await dialog.getByRole('button', { name: 'Guardar' }).click();
  await page.getByText('Quien supervisa el equipo (tras 60 min) → Gerencia (tras 60 min)').waitFor();
  await assertAccessible(page);

  await page.goto('/consola/ajustes/cuenta');
  await page.getByText('Todavía no hay un buzón que envíe correo').waitFor();
  await page.getByRole('button', { name: 'Ver cómo sería ahora' }).click();
  await page
    .getByText(/La casa ayer|no saldría/)
    .first()
    .waitFor();
  await page.getByLabel('A qué hora').fill('07:30');
  await page.getByLabel('A qué hora').blur();
  await page.getByLabel('Quiero recibirlo').waitFor();
  await assertAccessible(page);
});
