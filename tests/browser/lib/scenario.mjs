// scenario(name, body, options): one test with a server, a browser and as many pages as it asks for. When it
// fails, the pictures of its pages and the server's log are kept in build/browser/<name>.
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Api } from './api.mjs';
import { axe, launchBrowser, newPage, overflow } from './browser.mjs';
import { Server } from './server.mjs';

const kept = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', 'build', 'browser');

let browser; // one for all scenarios of a file; each page has a profile of its own
after(async () => (await browser)?.close());

class Stage {
  pages = [];
  others = []; // further nodes

  constructor(server) {
    this.server = server;
  }

  newPage = async (options) => {
    const page = await newPage(await browser, options?.at ?? this.server, options);
    this.pages.push(page);
    return page;
  };

  /** Another node on the same data. */
  beside = async () => {
    const other = await this.server.beside();
    this.others.push(other);
    return other;
  };

  setUp = (changes) => Api.setUp(this.server, changes);
  signIn = (email, password) => Api.signIn(this.server, email, password);

  /** A page in which the person of `api` is signed in. */
  pageOf = async (api, options) => {
    const page = await this.newPage(options);
    await api.enter(page);
    return page;
  };

  /** Nothing that axe-core objects to, and nothing that sticks out sideways. */
  assertAccessible = async (page) => {
    assert.deepEqual(await axe(page), [], `axe on ${page.url()}`);
    assert.deepEqual(await overflow(page), [], `sideways scrolling on ${page.url()}`);
  };

  async keep(name) {
    const folder = join(kept, name.replace(/[^\p{L}\p{N}]+/gu, '-').slice(0, 80));
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'server.log'), this.server.output);
    for (const [index, page] of this.pages.entries()) {
      await page.screenshot({ path: join(folder, `page-${index}.png`) }).catch(() => {});
      await writeFile(join(folder, `page-${index}.html`), await page.content().catch(String));
    }
    return folder;
  }

  async close() {
    for (const page of this.pages) await page.context().close();
    for (const server of [...this.others, this.server]) await server.remove();
  }
}

export function scenario(name, body, { database, environment } = {}) {
  test(name, { timeout: 120_000 }, async () => {
    browser ??= launchBrowser();
    const stage = new Stage(await Server.launch({ database, environment }));
    try {
      await body(stage);
      assert.deepEqual(
        stage.pages.flatMap((page) => page.problems),
        [],
        'what the pages complained of',
      );
      assert.equal(
        await stage.server.stop(),
        0,
        `how the server ended:\n${stage.server.output.slice(-2000)}`,
      );
    } catch (error) {
      const folder = await stage.keep(name);
      error.message += `\n(kept in ${folder})`;
      throw error;
    } finally {
      await stage.close();
    }
  });
}
