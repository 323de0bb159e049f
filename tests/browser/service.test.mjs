// The server as whoever operates it sees it, before anybody has signed in.
import assert from 'node:assert/strict';
import { administrator } from './lib/api.mjs';
import { scenario } from './lib/scenario.mjs';

scenario('a new server answers its health checks and prints the one-time link', async ({ server }) => {
  assert.equal((await fetch(`${server.url}/healthz`)).status, 200);
  assert.match(await server.setupLink(), /\/consola\/empezar\?llave=[\w-]{16,}$/);
});

scenario(
  'a second start finds everything as it was, and offers no second set-up',
  async ({ server, setUp, signIn }) => {
    await setUp({ organisation: 'La misma de antes' });
    assert.equal(await server.stop(), 0);
    server.output = '';
    await server.start();
    assert.doesNotMatch(server.output, /llave=/);
    const api = await signIn(administrator.email, administrator.password);
    assert.equal(api.session.organisation.name, 'La misma de antes');
  },
);

for (const js of [true, false]) {
  scenario(
    `the page of the API can be read, JavaScript ${js ? 'on' : 'off'}`,
    async ({ newPage, assertAccessible }) => {
      const page = await newPage({ js, width: 360, height: 740 });
      await page.goto('/api');
      assert.match(await page.locator('h1').innerText(), /API/);
      assert.ok((await page.getByText('/api/v1/cases').count()) > 0, 'the routes are listed');
      await assertAccessible(page);
    },
  );
}
