// E-mail as people meet it: an administrator sets a mailbox up, a customer writes, an agent reads and answers, and a mailbox
// that stopped is not overlooked. The servers are real (bin/with-mail).
import assert from 'node:assert/strict';
import { eventually } from './lib/browser.mjs';
import { arrived, environment, mail, send } from './lib/mail.mjs';
import { scenario } from './lib/scenario.mjs';

const letter = `From: Ana Núñez <ana@otra.test>
To: Zapatería Aurora <casos@correo.test>
Cc: Luis Paredes <luis@otra.test>
Subject: La suela se soltó
Date: Mon, 16 Nov 2026 15:00:00 +0000
Message-ID: <suela-1@otra.test>
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="parte"

--parte
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

La suela del zapato derecho se soltó a la semana.

-- 
Ana Núñez, Lima

El lun, 9 nov 2026 a las 10:02, Ventas escribió:
> Gracias por su compra.

--parte
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: 8bit

<h2 style="color:#a3341b">La suela</h2><p>Se soltó <b>a la semana</b>.</p>
<img src="https://espia.invalid/punto.png" alt="punto"><script>document.body.innerHTML = 'robado'</script>

--parte--
`;

const box = (address, secret) => ({
  address,
  name: 'Zapatería Aurora',
  kind: 'claim',
  incoming: { protocol: 'imap', host: 'localhost', port: Number(mail.imaps), user: address, secret },
  outgoing: { host: 'localhost', port: Number(mail.smtps), user: address, secret },
});

async function setUpMailbox(page, assertAccessible) {
  await page.goto('/consola/ajustes/correo');
  await page.getByText('Todavía no hay ningún buzón').waitFor();
  await page.getByRole('button', { name: 'Añadir un buzón' }).click();
  await page.getByLabel('Dirección', { exact: true }).fill('casos@correo.test');
  const incoming = page.getByRole('group', { name: 'Para recibir' });
  const outgoing = page.getByRole('group', { name: 'Para enviar' });
  await incoming.getByLabel('Servidor', { exact: true }).fill('localhost');
  await incoming.getByLabel('Puerto', { exact: true }).fill(mail.imaps);
  await incoming.getByLabel('Usuario', { exact: true }).fill('casos@correo.test');
  await incoming.getByLabel('Contraseña', { exact: true }).fill('no es esta');
  await outgoing.getByLabel('Servidor', { exact: true }).fill('localhost');
  await outgoing.getByLabel('Puerto', { exact: true }).fill(mail.smtps);
  await assertAccessible(page);

  // It says exactly what failed, and is not left while it does.
  const trial = page.getByRole('button', { name: 'Guardar y probar' });
  await trial.click();
  const result = page.getByRole('status').filter({ hasText: 'El servidor' });
  await result.getByText('El servidor no aceptó el usuario o la contraseña.').first().waitFor();
  await incoming.getByLabel('Contraseña', { exact: true }).fill(mail.secret);
  await trial.click();
  await page.getByText('Entramos y vimos el buzón').waitFor();
  await page.getByText('El servidor nos dejó entrar').waitFor();
  assert.equal(await incoming.getByLabel('Contraseña', { exact: true }).inputValue(), '', 'never shown back');
  await page.getByRole('button', { name: 'Guardar', exact: true }).click();
  await page.getByText('Funciona', { exact: true }).waitFor();
  await assertAccessible(page);
}

async function read(page, assertAccessible) {
  await page.getByText('La suela del zapato derecho se soltó a la semana.').waitFor();
  assert.equal(await page.getByText('Gracias por su compra.').count(), 0, 'what it quotes is folded');
  await page.getByRole('button', { name: 'El mensaje entero' }).first().click();
  await page.getByText('Gracias por su compra.').waitFor();
  await page.getByText('Ana Núñez, Lima').waitFor();
  await assertAccessible(page);

  await page.getByRole('button', { name: 'Ver con su formato' }).click();
  const frame = page.frameLocator('iframe');
  await frame.getByRole('heading', { name: 'La suela' }).waitFor();
  assert.equal(await frame.getByText('robado').count(), 0);
  const heading = frame.getByRole('heading');
  assert.equal(await heading.evaluate((e) => getComputedStyle(e).color), 'rgb(163, 52, 27)', 'its own look');
  assert.equal(await frame.locator('img').count(), 0, 'nothing is fetched from elsewhere');
  await page.getByRole('button', { name: 'Mostrar imágenes' }).click();
  await frame.locator('img[src="https://espia.invalid/punto.png"]').waitFor({ state: 'attached' });

  await page.getByRole('button', { name: 'Original y encabezados' }).click();
  const dialog = page.getByRole('dialog', { name: 'La suela se soltó' });
  await dialog.getByText('Encabezados completos').click();
  await dialog.getByText('<suela-1@otra.test>').waitFor();
  const download = page.waitForEvent('download');
  await dialog.getByRole('link', { name: 'Descargar el original' }).click();
  assert.match((await download).suggestedFilename(), /\.eml$/);
  await page.keyboard.press('Escape');
}

async function answer(page, assertAccessible) {
  const composer = page.getByRole('region', { name: 'Responder' });
  await composer.getByText('Por correo a Ana Núñez <ana@otra.test>').waitFor();
  await composer.getByText('Luis Paredes').waitFor();
  await composer.getByRole('button', { name: 'Quitar las copias' }).click();
  await composer.getByRole('button', { name: 'Añadir copia oculta' }).click();
  await composer.getByLabel('Copia oculta', { exact: true }).fill('jefa@otra.test');
  await composer.getByLabel('Copia oculta', { exact: true }).press('Enter');
  await composer.getByText('jefa@otra.test').first().waitFor();
  await assertAccessible(page);

  await composer.getByRole('textbox').fill('Le adjunto la guía para el cambio.');
  await composer.getByRole('button', { name: 'Enviar' }).click();
  await composer.getByText('¿Olvidó adjuntar el archivo?').waitFor();
  await composer.locator('input[type=file]').setInputFiles({
    name: 'guía.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from('Traiga el par y su boleta.', 'utf8'),
  });
  await composer.getByText('guía.txt', { exact: true }).waitFor();
  await composer.getByRole('button', { name: /^Enviar/ }).click();
  await page.getByText(/Se envía en \d+ s/).waitFor();
  await page.getByText('Copias: jefa@otra.test').waitFor();
  await assertAccessible(page);

  // Taken back it is whole: text, file, and the copies as they were chosen.
  await page.getByRole('button', { name: 'Deshacer' }).click();
  await composer.getByText('guía.txt', { exact: true }).waitFor();
  assert.equal(await composer.getByRole('textbox').inputValue(), 'Le adjunto la guía para el cambio.');
  await composer.getByText('jefa@otra.test').first().waitFor();
  assert.equal(await composer.getByText('Luis Paredes').count(), 0, 'the copy that was cleared');
  await composer.getByRole('button', { name: /^Enviar/ }).click();
  await page.getByRole('button', { name: 'Enviar ya' }).click();
  await page.getByText('Copia oculta: jefa@otra.test').waitFor();
  await assertAccessible(page);
}

scenario(
  'a mailbox is set up, a letter becomes a case and is answered, and one that stopped raises an alarm',
  async ({ setUp, pageOf, assertAccessible }) => {
    const boss = await setUp();
    const page = await pageOf(boss);
    await setUpMailbox(page, assertAccessible);
    await boss.post('/mailboxes', box('reclamos@correo.test', 'equivocada'));

    await send({ from: 'ana@otra.test', to: 'casos@correo.test', message: letter });
    let found;
    await eventually(async () => {
      await page.getByRole('button', { name: 'Mirar ahora casos@correo.test' }).click();
      [found] = (await boss.get('/cases?view=all')).items;
      return found !== undefined;
    }, 20);
    await page.goto(`/consola/casos/${found.id}`);
    await read(page, assertAccessible);
    await answer(page, assertAccessible);

    // On its way; nobody has to reload the page.
    await page.getByText('Entregado al servidor de correo.').first().waitFor({ timeout: 40_000 });
    const theirs = async () => (await arrived('ana@otra.test')).find((m) => m.includes('In-Reply-To'));
    await eventually(async () => (await arrived('jefa@otra.test')).length === 1, 20);
    await eventually(async () => (await arrived('ana@otra.test')).some((m) => /filename/.test(m)), 20);
    assert.match(await theirs(), /<suela-1@otra\.test>/);
    const mine = (await arrived('ana@otra.test')).find((m) => /filename/.test(m));
    assert.doesNotMatch(mine, /jefa@otra\.test|luis@otra\.test/);
    assert.equal((await arrived('luis@otra.test')).length, 0, 'the copy that was taken out');

    // A wrong password does not pass by itself: after the second try everybody is told, the administrator everywhere.
    await page.getByText('No está entrando el correo de reclamos@correo.test.').waitFor({ timeout: 60_000 });
    await page.goto('/consola/');
    await page.getByText(/No podemos recoger el correo de reclamos@correo\.test desde/).waitFor();
    await assertAccessible(page);

    const phone = await pageOf(boss, { width: 360, height: 740 });
    await phone.goto('/consola/ajustes/correo');
    await phone.getByText('No funciona', { exact: true }).waitFor();
    await assertAccessible(phone);
    await phone.getByRole('button', { name: 'Quitar casos@correo.test' }).click();
    await phone.getByRole('button', { name: 'Quitar el buzón' }).click();
    await phone.getByText(/Por este buzón ya pasaron mensajes/).waitFor();
    await phone.getByRole('button', { name: 'Apagarlo' }).click();
    await phone.getByText('Apagado', { exact: true }).waitFor();
    await phone.goto(`/consola/casos/${found.id}`);
    await phone.getByText('Le adjunto la guía para el cambio.').waitFor();
    await assertAccessible(phone);
  },
  { environment },
);
