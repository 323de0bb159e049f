// The customer's whole way: telling, following, confirming, judging; from a phone, with and without JavaScript.
import assert from 'node:assert/strict';
import { scenario } from './lib/scenario.mjs';
import { patience } from './lib/browser.mjs';

const phone = { width: 320, height: 640 };
const story =
  'Compré unos zapatos el sábado y el martes se despegó la suela. Fui a la tienda y no me atendieron.';
const wish = 'Que me los cambien por unos que duren.';

/** From the first page to the receipt; returns the tracking code. */
async function tell(page, { kind = 'Queja', js = true } = {}) {
  const goOn = async () => js && page.getByRole('button', { name: 'Continuar' }).click();
  await page.goto('/');
  await page.getByRole('link', { name: kind }).click();
  await page.getByLabel('¿Qué pasó?').fill(story);
  await goOn();
  await page.getByLabel('¿Cómo podríamos solucionarlo?').fill(wish);
  await goOn();
  const photo = { name: 'suela.png', mimeType: 'image/png', buffer: onePixel };
  await page.getByLabel('De este aparato').setInputFiles([photo]);
  await goOn();
  await page.getByLabel('Su nombre').fill('Ana Torres Núñez');
  await page.getByLabel('Correo electrónico').fill('ana@correo.example');
  await patience(3); // nobody tells a story in no time: the server takes it for a program's
  await page.getByRole('button', { name: 'Enviar' }).click();
  await page.waitForURL(/\/caso\/[^/]+/);
  const code = await page.locator('[data-code]').getAttribute('data-code');
  assert.match(code, /^([0-9A-Z]{4}-){3}[0-9A-Z]{2}$/);
  return code;
}

const onePixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

/** What the company does meanwhile, by its API, up to a confirmed wish and a kept promise. */
async function workOnIt(api, code) {
  const view = await api.get(`/cases/by-code/${code}`);
  const { id } = view.case;
  const path = (verb) => `/cases/${id}/${verb}`;
  await api.post(path('ownership'), {});
  await api.post(path('said-back'), {
    text: 'Usted espera que le cambiemos los zapatos por otros de mejor calidad.',
  });
  const soon = new Date(Date.now() + 2 * 3600e3).toISOString();
  await api.post(path('promises'), { what: 'La llamamos para acordar el cambio', promised_for: soon });
  return path;
}

for (const js of [true, false]) {
  const how = js ? 'with JavaScript' : 'without JavaScript';

  scenario(
    `a customer complains, is understood, and judges the outcome, ${how}`,
    async ({ setUp, newPage, assertAccessible }) => {
      const api = await setUp();
      const page = await newPage({ ...phone, js });
      const code = await tell(page, { js });
      await assertAccessible(page);

      const path = await workOnIt(api, code);
      await page.goto(`/caso/${code}`);
      await page.getByText('Rosa Quispe lo entendió así').waitFor();
      await page.getByRole('button', { name: 'Sí, eso es lo que espero' }).click();
      await page.getByText('Gracias por confirmarlo').waitFor();
      await assertAccessible(page);

      const [promise] = (await api.get(path('').slice(0, -1))).promises;
      await api.post(`/promises/${promise.id}/keeping`, {});
      await page.goto(`/caso/${code}`);
      await page.getByRole('button', { name: 'Sí, cumplieron' }).click();
      await page.getByText('Usted nos dijo que cumplimos').waitFor();

      await page.getByLabel('¿Quiere añadir algo?').fill('Gracias por la llamada.');
      await page.getByRole('button', { name: 'Enviar mensaje' }).click();
      await page.getByText('Su mensaje ya está con nosotros').waitFor();
      assert.equal(
        await page.getByText('¿Quedó satisfecho con la solución?').count(),
        0,
        'never asked before it is solved',
      );

      await api.post(path('resolution'), {
        outcome: 'solved',
        text: 'Ya tiene sus zapatos nuevos. Gracias por decírnoslo.',
        done_how: 'Los recogió en la tienda.',
      });
      await page.goto(`/caso/${code}`);
      await page.getByText('Quedó resuelto').first().waitFor();
      await page.getByLabel('Satisfecho', { exact: true }).check();
      await page.getByLabel('¿Por qué?').fill('Tardó, pero se arregló.');
      await assertAccessible(page);
      await page.getByRole('button', { name: 'Enviar mi opinión' }).click();
      await page.getByText('Su opinión llegó').waitFor();

      const { case: after } = await api.get(path('').slice(0, -1));
      assert.equal(after.satisfaction.score, 4);
      assert.equal(after.satisfaction.source, 'customer');
      assert.equal(after.said_back.confirmed_by, 'customer');
    },
  );

  scenario(
    `what is missing is said beside its question, and nothing typed is lost, ${how}`,
    async ({ setUp, newPage, assertAccessible }) => {
      await setUp();
      const page = await newPage({ ...phone, js });
      await page.goto('/contar?tipo=queja');
      await page.getByLabel('¿Qué pasó?').fill(story);
      if (js) {
        for (const _ of ['what', 'expectation', 'files'])
          await page.getByRole('button', { name: 'Continuar' }).click();
        await page.getByLabel('Su nombre').fill('Ana');
        await page.getByRole('button', { name: 'Enviar' }).click();
        assert.equal(
          await page.getByLabel('Correo electrónico').evaluate((field) => field.checkValidity()),
          false,
        );
        await page.getByRole('button', { name: 'Atrás' }).click();
        await page.getByRole('button', { name: 'Atrás' }).click();
        await page.getByRole('button', { name: 'Atrás' }).click();
      } else {
        await page.getByLabel('Su nombre').fill('Ana');
        await patience(3);
        await page.getByRole('button', { name: 'Enviar' }).click();
        await page.getByRole('alert').getByText('Déjenos un correo o un teléfono').waitFor();
      }
      assert.equal((await page.getByLabel('¿Qué pasó?').inputValue()).trim(), story);
      await assertAccessible(page);
    },
  );

  scenario(
    `a code is followed however it is typed, and a mistyped one is told apart, ${how}`,
    async ({ setUp, newPage, assertAccessible }) => {
      const api = await setUp();
      const { case: opened } = await api.openCase({ channel: 'phone' });
      const page = await newPage({ ...phone, js });
      await page.goto('/seguimiento');
      await assertAccessible(page);
      const field = page.getByLabel('Su código de seguimiento');
      await field.fill(opened.code.slice(0, -1) + (opened.code.endsWith('7') ? '8' : '7'));
      await page.getByRole('button', { name: 'Ver mi caso' }).click();
      await page.getByText('Hay una letra o un número cambiado').first().waitFor();
      await field.fill(opened.code.toLowerCase().replaceAll('-', ' '));
      await page.getByRole('button', { name: 'Ver mi caso' }).click();
      await page.waitForURL(/\/caso\//);
      assert.match(await page.locator('h1').innerText(), /queja/i);
    },
  );
}

scenario(
  'a story written on a lost connection stays, says so, and goes once when it is back',
  async ({ setUp, newPage }) => {
    const api = await setUp();
    const page = await newPage(phone);
    await page.goto('/contar?tipo=sugerencia');
    await page.locator('textarea').first().fill('Abran también los domingos.');
    const next = page.getByRole('button', { name: 'Continuar' });
    while (await next.isVisible()) await next.click();
    await page.getByLabel('Su nombre').fill('Luis');
    await page.getByLabel('Teléfono').fill('987 654 321');
    await patience(3);
    await page.context().setOffline(true);
    await page.getByRole('button', { name: 'Enviar' }).click();
    await page.getByRole('status').getByText('No hay conexión').waitFor();
    await page.context().setOffline(false);
    await page.waitForURL(/\/caso\//);
    const { items } = await api.get('/cases?view=all');
    assert.equal(items.length, 1);
  },
);

for (const [name, options] of [
  ['light at 320', phone],
  ['dark at 360', { width: 360, height: 740, dark: true }],
  ['wide', { width: 1280, height: 800 }],
]) {
  scenario(
    `every public page is accessible and fits, ${name}`,
    async ({ setUp, newPage, assertAccessible }) => {
      await setUp();
      const page = await newPage(options);
      for (const path of [
        '/',
        '/contar?tipo=queja',
        '/contar?tipo=consulta',
        '/seguimiento',
        '/privacidad',
        '/accesibilidad',
        '/no-existe',
      ]) {
        await page.goto(path);
        await assertAccessible(page);
      }
    },
  );
}

scenario('the first page and the form weigh under 60 KB without pictures', async ({ setUp, newPage }) => {
  await setUp();
  for (const path of ['/', '/contar?tipo=queja']) {
    const page = await newPage(phone);
    let bytes = 0;
    const session = await page.context().newCDPSession(page);
    await session.send('Network.enable');
    session.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
    await page.goto(path, { waitUntil: 'networkidle' });
    assert.ok(bytes > 1000 && bytes < 60 * 1024, `${path}: ${bytes} bytes`);
  }
});
