// The agents' console as the people who work in it use it: the first visit, a case from end to end by keyboard,
// two agents at once, a lost connection, small and dark screens.
import assert from 'node:assert/strict';
import { administrator } from './lib/api.mjs';
import { eventually, patience } from './lib/browser.mjs';
import { scenario } from './lib/scenario.mjs';

const atOnce = {
  preferences: { theme: 'system', density: 'comfortable', single_keys: true, undo_seconds: 0 },
};

const answersOf = async (api, { id }) =>
  (await api.get(`/cases/${id}`)).entries.filter((entry) => entry.direction === 'out');

/** A company with one agent, whose replies leave at once; returns both sessions. */
async function company(setUp) {
  const boss = await setUp();
  const lucia = await boss.addPerson({ name: 'Lucía Ramos', email: 'lucia@aurora.example' });
  await lucia.patch('/me', atOnce, lucia.session.me.version);
  return { boss, lucia };
}

scenario(
  'the first visit sets the company up, once, and the next one signs in',
  async ({ server, newPage, assertAccessible }) => {
    const page = await newPage();
    await page.goto(await server.setupLink());
    await page.getByLabel('¿Cómo se llama su organización?').fill('Zapatería Aurora');
    await page.getByLabel('¿En qué país está?').selectOption({ label: 'Perú' });
    assert.equal(await page.getByLabel('¿Qué hora siguen?').inputValue(), 'America/Lima');
    await page.getByLabel('Su nombre').fill(administrator.name);
    await page.getByLabel('Correo electrónico').fill(administrator.email);
    await page.getByLabel('Contraseña', { exact: true }).fill(administrator.password);
    await page.getByLabel(/Cargar una empresa de ejemplo/).uncheck();
    await assertAccessible(page);
    await page.getByRole('button', { name: 'Abrir Escucha' }).click();
    await page.getByRole('heading', { name: /Rosa/ }).waitFor();
    await assertAccessible(page);

    const other = await newPage();
    await other.goto(await server.setupLink());
    assert.equal((await other.request.get('/api/v1/setup').then((answer) => answer.json())).needed, false);
    await other.goto('/consola');
    await other.getByLabel('Correo electrónico').fill(administrator.email);
    await other.getByLabel('Contraseña', { exact: true }).fill('no es esta, seguro');
    await other.getByRole('button', { name: 'Entrar' }).click();
    await other.getByText('El correo y la contraseña no coinciden').waitFor();
    await other.getByLabel('Contraseña', { exact: true }).fill(administrator.password);
    await other.getByRole('button', { name: 'Entrar' }).click();
    await other.getByRole('heading', { name: /Rosa/ }).waitFor();
  },
);

scenario(
  'an agent takes a complaint from hearing it to checking it, by keyboard alone',
  async ({ setUp, pageOf, assertAccessible }) => {
    const { boss, lucia } = await company(setUp);
    const { case: opened } = await boss.openCase({ expectation: undefined });
    const page = await pageOf(lucia);
    const keys = page.keyboard;
    const dialog = page.getByRole('dialog');
    const inDialog = async (fields) => {
      await dialog.waitFor();
      for (const [label, text] of fields) {
        await dialog.getByLabel(label).focus();
        await keys.type(text);
      }
      await keys.press('Control+Enter');
      await dialog.waitFor({ state: 'hidden' });
    };
    const enter = async (name) => {
      await page.getByRole('button', { name, exact: true }).first().focus();
      await keys.press('Enter');
    };

    // Anywhere by Ctrl+K: the case by its code, as it was read aloud.
    await page.goto('/consola/');
    await page.getByRole('heading', { name: /Lucía/ }).waitFor();
    await keys.press('Control+k');
    await page.getByRole('combobox', { name: /^Busque/ }).waitFor();
    await keys.type(opened.code.toLowerCase().replaceAll('-', ' '));
    await page.getByRole('option').first().waitFor();
    await keys.press('Enter');
    await page.waitForURL(`**/casos/${opened.id}`);
    await page.getByRole('heading', { name: /^La suela/ }).waitFor();

    await keys.press('?');
    await dialog.getByText('Tomar el caso').waitFor();
    await assertAccessible(page);
    await keys.press('Escape');
    await dialog.waitFor({ state: 'hidden' });

    await keys.press('t');
    await page.getByText('Lo lleva usted').waitFor();
    await keys.press('r');
    const reply = page.getByLabel(/^Respuesta para/);
    await reply.focus();
    await keys.type('Buenos días, doña Ana. Siento mucho lo de sus zapatos. ¿Cómo podríamos solucionarlo?');
    await keys.press('Control+Enter');
    await page
      .getByRole('log')
      .or(page.locator('main'))
      .getByText('Siento mucho lo de sus zapatos')
      .first()
      .waitFor();

    await page.getByRole('button', { name: /^Qué espera/ }).focus();
    await keys.press('Enter');
    await enter('Anotar qué espera');
    await inDialog([['¿Qué espera, en sus palabras?', 'Que se los cambiemos por otros.']]);
    await page.getByRole('button', { name: /^De vuelta/ }).focus();
    await keys.press('Enter');
    await enter('Decírselo de vuelta');
    await inDialog([
      ['Lo que entendimos que espera', 'Usted espera que le cambiemos los zapatos por un par nuevo.'],
    ]);
    await page.getByRole('button', { name: 'Me lo confirmó' }).waitFor();
    await enter('Me lo confirmó');
    await inDialog([['¿Cómo lo confirmó?', 'Por teléfono, a las diez.']]);

    // One keystroke, then what and when in words.
    await keys.press('p');
    await inDialog([
      ['¿Qué?', 'La llamo cuando lleguen los zapatos'],
      ['¿Para cuándo se lo decimos?', 'mañana a las 12'],
    ]);
    const keep = page.getByRole('button', { name: /Marcar como cumplida/ });
    await keep.focus();
    await keys.press('Enter');
    await page.getByText('Promesa cumplida.').waitFor();

    // A problem cannot be solved unchecked: it says what is missing.
    await page.getByRole('heading', { name: /^La suela/ }).focus();
    await keys.press('s');
    await dialog.getByLabel(/^Lo que leerá/).focus();
    await keys.type('Doña Ana, ya tiene sus zapatos nuevos. Gracias por decírnoslo.');
    await keys.press('Control+Enter');
    await dialog.getByText('Antes de resolver falta:').waitFor();
    await dialog.getByLabel(/¿Cómo comprobó que se hizo\?/).focus();
    await keys.type('Los recogió en la tienda y se los probó.');
    await keys.press('Control+Enter');
    await dialog.waitFor({ state: 'hidden' });

    const view = await lucia.get(`/cases/${opened.id}`);
    assert.equal(view.case.state, 'solved');
    assert.equal(view.case.owner.name, 'Lucía Ramos');
    assert.equal(view.promises[0].state, 'kept');
    assert.deepEqual(view.case.overrides, []);
    await assertAccessible(page);
  },
);

/** Tells a story at `portal` and waits for it in an inbox that is already open. */
async function arrives(lucia, inbox, portal) {
  await inbox.goto('/consola/bandeja?view=nobody');
  await inbox.getByText('Todos los casos tienen responsable').waitFor();
  await portal.goto('/contar?tipo=felicitacion');
  await portal.locator('textarea').first().fill('La señora de la caja me ayudó muchísimo con mi mamá.');
  await portal.getByLabel('Su nombre').fill('Pedro Salas');
  await portal.getByLabel('Teléfono').fill('987654321');
  await patience(3);
  await portal.getByRole('button', { name: 'Enviar' }).click();
  await portal.waitForURL(/\/caso\//);
  await inbox.getByText('Pedro Salas').first().waitFor();
}

const postgres = process.env.ESCUCHA_TEST_POSTGRES; // set by bin/with-postgres
for (const database of ['sqlite', ...(postgres ? [postgres] : [])]) {
  scenario(
    `a case from the public page appears in the inbox without reloading, ${database.split(':')[0]}`,
    async ({ setUp, pageOf, newPage }) => {
      const { lucia } = await company(setUp);
      await arrives(lucia, await pageOf(lucia), await newPage({ width: 360, height: 740, js: false }));
    },
    { database },
  );
}

if (postgres) {
  scenario(
    'a case told to one node appears on a console of the other',
    async ({ server, setUp, pageOf, newPage, beside }) => {
      const { lucia } = await company(setUp);
      const other = await beside();
      const portal = await newPage({ width: 360, height: 740, js: false, at: other });
      await arrives(lucia, await pageOf(lucia), portal);
      assert.match(portal.url(), new RegExp(`:${other.port}/`));
      assert.notEqual(other.port, server.port);
    },
    { database: postgres },
  );
}

scenario(
  'two agents in one case see each other, and a reply stops when the thread has changed',
  async ({ setUp, pageOf }) => {
    const { boss, lucia } = await company(setUp);
    await boss.patch('/me', atOnce, boss.session.me.version);
    const { case: opened } = await boss.openCase();
    await lucia.post(`/cases/${opened.id}/ownership`, {});
    const one = await pageOf(lucia);
    const two = await pageOf(boss);
    for (const page of [one, two]) {
      await page.goto(`/consola/casos/${opened.id}`);
      await page.getByLabel(/^Respuesta para/).waitFor();
    }
    await one.getByText('Rosa Quispe también está aquí').waitFor();
    await two.getByText('Lucía Ramos también está aquí').waitFor();

    // Lucía's connection drops for a moment; meanwhile Rosa answers.
    await one.getByLabel(/^Respuesta para/).fill('Doña Ana, mañana le escribo.');
    await one.getByText('Borrador guardado').waitFor();
    await one.route('**/api/v1/cases/*', (route) =>
      route.request().method() === 'GET' ? route.abort() : route.continue(),
    );
    await one.route('**/api/v1/live*', (route) => route.abort());
    await two.getByLabel(/^Respuesta para/).fill('Doña Ana, hoy mismo le enviamos el par nuevo.');
    await two.getByRole('button', { name: 'Enviar', exact: true }).click();
    await two.getByText('hoy mismo le enviamos').first().waitFor();
    await one.getByRole('button', { name: 'Enviar', exact: true }).click();
    await one.getByText('Llegó algo mientras usted escribía').waitFor();
    await one.unroute('**/api/v1/cases/*');
    assert.equal(await one.getByLabel(/^Respuesta para/).inputValue(), 'Doña Ana, mañana le escribo.');
    assert.equal((await answersOf(lucia, opened)).length, 1);
  },
);

scenario(
  'what is being written survives a lost connection and a closed laptop',
  async ({ setUp, pageOf }) => {
    const { boss, lucia } = await company(setUp);
    const { case: opened } = await boss.openCase();
    await lucia.post(`/cases/${opened.id}/ownership`, {});
    const page = await pageOf(lucia);
    await page.goto(`/consola/casos/${opened.id}`);
    const reply = page.getByLabel(/^Respuesta para/);
    await reply.fill('Esto lo escribí con conexión.');
    await page.getByText('Borrador guardado').waitFor();
    await page.context().setOffline(true);
    await reply.fill('Esto lo escribí con conexión. Y esto, sin ella.');
    await page.getByText('Guardado en este navegador').waitFor();
    await page.getByRole('button', { name: 'Enviar', exact: true }).click();
    await page.getByText('No salió: no hay conexión').waitFor();
    await page.context().setOffline(false);
    await page.reload();
    assert.equal(await reply.inputValue(), 'Esto lo escribí con conexión. Y esto, sin ella.');
    await page.getByRole('button', { name: 'Enviar', exact: true }).click();
    await eventually(async () => (await answersOf(lucia, opened)).length === 1);

    // The draft is the person's, not the browser's.
    const other = await pageOf(lucia);
    await lucia.put(`/cases/${opened.id}/draft`, { text: 'Empezado en otro equipo.', kind: 'reply' });
    await other.goto(`/consola/casos/${opened.id}`);
    await other.getByLabel(/^Respuesta para/).waitFor();
    assert.equal(await other.getByLabel(/^Respuesta para/).inputValue(), 'Empezado en otro equipo.');
  },
);

scenario('an internal note never reaches the customer', async ({ setUp, pageOf, newPage }) => {
  const { boss, lucia } = await company(setUp);
  const { case: opened } = await boss.openCase();
  await lucia.post(`/cases/${opened.id}/ownership`, {});
  const page = await pageOf(lucia);
  await page.goto(`/consola/casos/${opened.id}`);
  await page.getByRole('button', { name: 'Nota interna', exact: true }).first().click();
  await page.getByLabel(/^Nota interna: solo/).fill('Ya le pasó dos veces este año.');
  await page.getByRole('button', { name: 'Guardar nota' }).click();
  await page.getByText('Nota interna de Lucía Ramos').waitFor();
  const portal = await newPage({ js: false });
  await portal.goto(`/caso/${opened.code}`);
  await portal.getByText('Lo atiende Lucía Ramos').first().waitFor();
  assert.equal(await portal.getByText('Ya le pasó dos veces').count(), 0);
});

const pages = [
  '/consola/',
  '/consola/bandeja?view=all',
  '/consola/promesas',
  '/consola/clientes',
  '/consola/calidad',
  '/consola/equipo',
  '/consola/ajustes',
];
for (const [name, options] of [
  ['on a telephone of 360', { width: 360, height: 740 }],
  ['in the dark', { dark: true }],
  ['on a laptop', {}],
]) {
  scenario(
    `every page of the console is accessible and fits, ${name}`,
    async ({ setUp, pageOf, assertAccessible }) => {
      const { boss, lucia } = await company(setUp);
      const { case: opened } = await boss.openCase({ mood: 'negative' });
      await lucia.post(`/cases/${opened.id}/ownership`, {});
      await lucia
        .post(`/cases/${opened.id}/replies`, { text: 'Buenos días, doña Ana. Lo revisamos hoy.', seen: '' })
        .catch(() => {});
      const tomorrow = new Date(Date.now() + 24 * 3600e3).toISOString();
      await lucia.post(`/cases/${opened.id}/promises`, { what: 'La llamo mañana', promised_for: tomorrow });
      const page = await pageOf(boss, options);
      const sections = ['cuenta', 'organizacion', 'horario', 'plazos', 'festivos', 'correo', 'llaves'];
      const all = [...pages, `/consola/casos/${opened.id}`, `/consola/clientes/${opened.customer_id}`];
      for (const path of [...all, ...sections.map((section) => `/consola/ajustes/${section}`)]) {
        await page.goto(path);
        await page.locator('main').locator('h1:visible, h2:visible').first().waitFor();
        await page.waitForLoadState('networkidle', { timeout: 1500 }).catch(() => {});
        await assertAccessible(page);
      }
    },
  );
}
