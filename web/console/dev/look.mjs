// Takes a picture of every screen of a running server with the sample company, and runs axe on it:
//   ESCUCHA_EMAIL=… ESCUCHA_PASSWORD=… npm run look -- [part of a name]
// ESCUCHA_SERVER names the server (else the usual port), LOOK_OUT the folder for the pictures, CHROMIUM the browser. The
// screens are this checkout's build, under the server's own content security policy.
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { preview } from 'vite';

const out = process.env.LOOK_OUT ?? join(tmpdir(), 'escucha-look');
const only = process.argv[2] ?? '';
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
mkdirSync(out, { recursive: true });

const server = await preview({ preview: { port: 4179, strictPort: true }, logLevel: 'error' });
const origin = 'http://localhost:4179';
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});

const door = await browser.newContext();
const signedIn = await door.request.post(`${origin}/api/v1/session`, {
  headers: { 'Idempotency-Key': crypto.randomUUID() },
  data: { email: process.env.ESCUCHA_EMAIL, password: process.env.ESCUCHA_PASSWORD },
});
if (!signedIn.ok()) throw new Error(`could not sign in: ${await signedIn.text()}`);
const { cookies } = await door.storageState();
const get = async (path) => (await (await door.request.get(`${origin}/api/v1${path}`)).json()).items;
const [open] = await get('/cases?view=all&state=open&limit=1');
const [solved] = await get('/cases?view=all&state=solved&limit=1');
const [customer] = await get('/customers?limit=1');

const press = (key) => (page) => page.keyboard.press(key);
const screens = [
  ['entrar', '/entrar', null, false],
  ['inicio', '/'],
  ['bandeja', '/bandeja?view=team'],
  [
    'bandeja-filtros',
    '/bandeja?view=all&kinds=claim,complaint',
    (page) => page.getByRole('button', { name: 'Filtros', exact: true }).click(),
  ],
  ['caso', `/casos/${open.id}?view=all`],
  ['caso-nota', `/casos/${open.id}?view=all`, press('i')],
  ['caso-promesa', `/casos/${open.id}?view=all`, press('p')],
  ['caso-llamada', `/casos/${open.id}?view=all`, press('l')],
  ['caso-resolver', `/casos/${open.id}?view=all`, press('s')],
  ['caso-resuelto', `/casos/${solved.id}?view=all`],
  ['anotar', '/bandeja', press('c')],
  ['buscar', '/', press('Control+k')],
  ['teclas', '/', press('?')],
  [
    'avisos',
    '/',
    (page) =>
      page
        .getByRole('button', { name: /avisos?/i })
        .first()
        .click(),
  ],
  ['promesas', '/promesas?view=team'],
  ['clientes', '/clientes'],
  ['cliente', `/clientes/${customer.id}`],
  ['calidad', '/calidad'],
  ['equipo', '/equipo'],
  ['ajustes', '/ajustes'],
  ['organizacion', '/ajustes/organizacion'],
  ['horario', '/ajustes/horario'],
  ['feriados', '/ajustes/feriados'],
  ['plazos', '/ajustes/plazos'],
  ['correo', '/ajustes/correo'],
  ['llaves', '/ajustes/llaves'],
];
const looks = [
  ['ancho', { width: 1280, height: 800 }, 'light'],
  ['oscuro', { width: 1280, height: 800 }, 'dark'],
  ['telefono', { width: 360, height: 740 }, 'light'],
];
const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

let findings = 0;
const found = (text) => (findings++, console.log(text));

async function look(name, viewport, colorScheme, path, act, known) {
  const context = await browser.newContext({
    viewport,
    colorScheme,
    locale: 'es-PE',
    timezoneId: 'America/Lima',
    hasTouch: viewport.width < 500,
    reducedMotion: 'reduce',
  });
  if (known) await context.addCookies(cookies);
  const page = await context.newPage();
  page.on('pageerror', (e) => found(`${name}: ${e.message}`));
  page.on('console', (m) => m.type() === 'error' && !/401/.test(m.text()) && found(`${name}: ${m.text()}`));
  await page.goto(`${origin}/consola${path}`);
  await page.waitForSelector('h1:visible');
  await page.waitForTimeout(600);
  if (act) await act(page).then(() => page.waitForTimeout(600));
  await page.screenshot({ path: join(out, `${name}.png`) });
  await page.evaluate(axe);
  const { violations } = await page.evaluate(
    (runOnly) => globalThis.axe.run(document, { runOnly }),
    standards,
  );
  for (const v of violations)
    found(
      `${name}: ${v.id} (${v.impact}) ${v.nodes
        .map((n) => n.target.join(' '))
        .slice(0, 3)
        .join(' | ')}; ${v.nodes[0].failureSummary.split('\n')[1]}`,
    );
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (sideways > 0) found(`${name}: ${sideways} px too wide`);
  await context.close();
}

for (const [suffix, viewport, scheme] of looks)
  for (const [screen, path, act, known = true] of screens) {
    const name = `${screen}.${suffix}`;
    if (name.includes(only))
      await look(name, viewport, scheme, path, act, known).catch((e) =>
        found(`${name}: ${e.message.split('\n')[0]}`),
      );
  }
console.log(findings ? `${findings} findings` : 'nothing found');
await browser.close();
await server.close();
process.exit(findings ? 1 : 0);
