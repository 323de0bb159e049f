// From the click on a row of the inbox until the case's conversation is on the screen, in a real Chromium against a
// real server with cases in it. Each case is clicked once; nothing of it is in the browser before the pointer comes.
import { Api } from '../tests/browser/lib/api.mjs';
import { launchBrowser, newPage } from '../tests/browser/lib/browser.mjs';
import { Server } from '../tests/browser/lib/server.mjs';

const clicks = 40;
const reach = 100;

async function company(server) {
  const api = await Api.setUp(server);
  for (let i = 0; i < clicks; i++) {
    const { case: opened } = await api.openCase({ what: `Caso ${i}: la suela se despegó a la semana.` });
    await api.post(`/cases/${opened.id}/notes`, { text: `Nota ${i}: hablé con el taller.` });
  }
  return api;
}

/** In the page: clicks the row and answers how many ms until the case's own note has been painted. */
function clickRow(id) {
  return new Promise((resolve) => {
    const row = document.getElementById(id);
    const title = row.querySelector('.title').textContent;
    const number = title.match(/Caso (\d+)/)[1];
    row.scrollIntoView({ block: 'nearest' });
    const began = performance.now();
    const look = () => {
      const shown = document.querySelector('main')?.textContent.includes(`Nota ${number}: hablé`);
      if (shown) requestAnimationFrame(() => resolve(performance.now() - began));
      else requestAnimationFrame(look);
    };
    row.dispatchEvent(new PointerEvent('pointerenter'));
    row.click();
    requestAnimationFrame(look);
  });
}

const server = await Server.launch();
const browser = await launchBrowser();
try {
  const api = await company(server);
  const page = await newPage(browser, server);
  await api.enter(page);
  const times = [];
  await page.goto('/consola/bandeja?view=nobody');
  for (let i = 0; i < clicks; i++) {
    await page.locator('[id^="case-"]').first().waitFor();
    const ids = await page.$$eval('[id^="case-"]', (rows) => rows.map((row) => row.id));
    times.push(await page.evaluate(clickRow, ids[i]));
    await page.goBack();
  }
  times.sort((a, b) => a - b);
  const p95 = times[Math.ceil(0.95 * times.length) - 1];
  console.log(
    JSON.stringify({
      name: 'console: a click from list to case, p95',
      value: p95,
      p50: times[Math.floor(times.length / 2)],
      unit: 'ms',
      reach,
      met: p95 <= reach,
    }),
  );
} finally {
  await browser.close();
  await server.remove();
}
