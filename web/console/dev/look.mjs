// Takes a picture of every screen against the mock API and runs axe on it: `npm run look -- [filter]`.
// CHROMIUM names the browser, LOOK_OUT the folder for the pictures, LOOK_URL a running console (else one is started).
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

const server = process.env.LOOK_URL ? null : await preview({ preview: { port: 4179, strictPort: true }, logLevel: 'error' });
const base = process.env.LOOK_URL ?? 'http://localhost:4179/consola';

const press = (key) => (page) => page.keyboard.press(key);
const screens = [
  ['entrar', '/', null],
  ['inicio', '/', 'ana'],
  ['inicio-supervisora', '/', 'lucia'],
  ['bandeja', '/bandeja', 'ana'],
  ['bandeja-todos', '/bandeja?view=all&kinds=claim,return', 'ana'],
  ['caso', '/casos/1', 'ana'],
  ['caso-nota', '/casos/1', 'ana', press('i')],
  ['caso-promesa', '/casos/4', 'ana', press('p')],
  ['caso-resolver', '/casos/1', 'ana', press('s')],
  ['caso-resuelto', '/casos/11', 'ana'],
  ['anotar', '/bandeja', 'ana', press('c')],
  ['buscar', '/', 'ana', press('Control+k')],
  ['teclas', '/', 'ana', press('?')],
  ['avisos', '/', 'ana', (page) => page.getByRole('button', { name: /aviso/ }).first().click()],
  ['promesas', '/promesas', 'ana'],
  ['clientes', '/clientes', 'ana'],
  ['cliente', '/clientes/1', 'ana'],
  ['calidad', '/calidad', 'martin'],
  ['equipo', '/equipo', 'elena'],
  ['ajustes', '/ajustes', 'ana'],
  ['organizacion', '/ajustes/organizacion', 'elena'],
  ['horario', '/ajustes/horario', 'elena'],
  ['feriados', '/ajustes/feriados', 'elena'],
  ['plazos', '/ajustes/plazos', 'elena'],
  ['llaves', '/ajustes/llaves', 'elena'],
];
const people = { ana: 1, lucia: 4, martin: 5, elena: 6 };
const looks = [
  ['ancho', { width: 1280, height: 800 }, 'light'],
  ['ancho-oscuro', { width: 1280, height: 800 }, 'dark'],
  ['telefono', { width: 360, height: 740 }, 'light'],
];

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
let findings = 0;
for (const [look, viewport, colorScheme] of looks) {
  for (const [name, path, who, act] of screens) {
    if (only && !`${name}.${look}`.includes(only)) continue;
    const context = await browser.newContext({ viewport, colorScheme, locale: 'es-PE', timezoneId: 'America/Lima', hasTouch: look === 'telefono', reducedMotion: 'reduce' });
    if (who) await context.addCookies([{ name: 'mock', value: String(people[who]), url: base }]);
    const page = await context.newPage();
    page.on('pageerror', (e) => (findings++, console.log(`${name}.${look}: ${e.message}`)));
    page.on('console', (m) => m.type() === 'error' && !/401|404/.test(m.text()) && (findings++, console.log(`${name}.${look}: ${m.text()}`)));
    await page.goto(base + path, { waitUntil: 'load' });
    await page.waitForSelector('h1:visible');
    await page.waitForTimeout(500);
    if (act) await Promise.resolve(act(page)).then(() => page.waitForTimeout(500), (e) => console.log(`${name}.${look}: ${e.message.split('\n')[0]}`));
    await page.screenshot({ path: join(out, `${name}.${look}.png`) });
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
    for (const v of violations) {
      findings += v.nodes.length;
      console.log(`${name}.${look}: ${v.id} (${v.impact}) ${v.nodes.slice(0, 3).map((n) => n.target.join(' ')).join(' | ')} ${v.nodes[0].failureSummary?.split('\n')[1] ?? ''}`);
    }
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (sideways > 0) (findings++, console.log(`${name}.${look}: ${sideways} px too wide`));
    await context.close();
  }
}
console.log(findings ? `${findings} findings` : 'nothing found');
await browser.close();
await server?.close();
process.exit(findings ? 1 : 0);
