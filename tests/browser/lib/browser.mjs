// Chromium as a person would have it: a window of a size, light or dark, with or without JavaScript. What a
// page complains of (script errors, refused content, answers of 5xx) is kept and fails the scenario.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const switches = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];

export function launchBrowser() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: switches });
}

/** Options: width, height, dark, js (false: JavaScript off), language ("es-PE"), reducedMotion. */
export async function newPage(browser, server, options = {}) {
  const { width = 1280, height = 800, dark = false, js = true, language = 'es-PE' } = options;
  const context = await browser.newContext({
    baseURL: server.url,
    viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light',
    locale: language,
    timezoneId: 'America/Lima',
    reducedMotion: 'reduce',
    hasTouch: width < 600,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  page.js = js;
  // Not the context's javaScriptEnabled, which could not be lifted for axe.
  const session = js ? undefined : await context.newCDPSession(page);
  page.allowScript = async (may) => session?.send('Emulation.setScriptExecutionDisabled', { value: !may });
  await page.allowScript(js);
  page.problems = [];
  page.on('pageerror', (error) => page.problems.push(`script error: ${error.stack ?? error}`));
  page.on('console', (message) => {
    if (message.type() === 'error' && !isExpected(message.text()))
      page.problems.push(`console: ${message.text()}`);
  });
  page.on('response', (answer) => {
    if (answer.status() >= 500)
      page.problems.push(`${answer.status()} ${answer.request().method()} ${answer.url()}`);
  });
  return page;
}

// Chromium writes a line for every refusal (4xx) and every lost connection; those are answers, not mistakes.
const isExpected = (text) =>
  /Failed to load resource: (the server responded with a status of 4|net::ERR_)/.test(text);

/** What axe-core finds against WCAG 2.2 AA, as readable lines; an empty list is what is wanted. */
export async function axe(page) {
  // axe itself needs script; in a page that was loaded without, none of the page's own runs by allowing it now.
  await page.allowScript(true);
  try {
    return await runAxe(page);
  } finally {
    await page.allowScript(page.js);
  }
}

async function runAxe(page) {
  await page.evaluate(axeSource);
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const { violations } = await page.evaluate(
    (values) =>
      globalThis.axe.run(document, { runOnly: { type: 'tag', values }, resultTypes: ['violations'] }),
    tags,
  );
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}: ${node.target.join(' ')}: ${node.html.slice(0, 160)}`),
  );
}

/** Whether the page must be scrolled sideways: what sticks out at the right, as selectors. */
export function overflow(page) {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    return [...document.querySelectorAll('body *')]
      .filter((element) => element.getBoundingClientRect().right > width + 1)
      .slice(0, 5)
      .map((element) => `${element.tagName.toLowerCase()}.${element.className}`);
  });
}

/** Lets seconds pass where the server itself asks for it (a form sent faster than a person can is refused). */
export const patience = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000 + 100));

/** Waits until `holds` answers true: for what happens on the server after the page has already gone on. */
export async function eventually(holds, seconds = 10) {
  for (const end = Date.now() + seconds * 1000; Date.now() < end;) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`did not happen in ${seconds} s: ${holds}`);
}
