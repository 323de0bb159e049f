// How what we send is doing, as an agent sees it: returned in words and what to do, some of several, blind copies, and
// robots that fall silent. The servers are real (bin/with-mail).
import assert from 'node:assert/strict';
import { eventually } from './lib/browser.mjs';
import { arrived, environment, mail, send } from './lib/mail.mjs';
import { scenario } from './lib/scenario.mjs';

const letter = ({ from, id, subject = 'La suela se soltó', more = '' }) => `From: ${from}
To: Zapatería Aurora <casos@correo.test>
${more}Subject: ${subject}
Date: Mon, 16 Nov 2026 15:00:00 +0000
Message-ID: <${id}>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

La suela del zapato derecho se soltó a la semana.
`;
const address = (from) => /<(.+)>/.exec(from)[1];
const write = (wish) => send({ from: address(wish.from), to: 'casos@correo.test', message: letter(wish) });

async function withMailbox(boss) {
  const me = boss.session.me;
  await boss.patch('/me', { preferences: { ...me.preferences, undo_seconds: 0 } }, me.version);
  const server = { host: 'localhost', user: 'casos@correo.test', secret: mail.secret };
  const box = await boss.post('/mailboxes', {
    address: 'casos@correo.test',
    name: 'Zapatería Aurora',
    kind: 'claim',
    incoming: { protocol: 'imap', port: Number(mail.imaps), ...server },
    outgoing: { port: Number(mail.smtps), ...server },
  });
  const cases = async (n) => {
    let found = [];
    await eventually(async () => {
      await boss.post(`/mailboxes/${box.id}/poll`);
      found = (await boss.get('/cases?view=all&sort=newest')).items;
      return found.length >= n;
    }, 40);
    return found;
  };
  return { box, cases };
}
async function answer(page, text) {
  const composer = page.getByRole('region', { name: 'Responder' });
  await composer.getByRole('textbox').fill(text);
  await composer.getByRole('button', { name: 'Enviar', exact: true }).click();
  await page.getByRole('log').getByText(text).waitFor();
}

scenario(
  'what comes back says why and what to do, wakes its case, and is not written to again in silence',
  async ({ setUp, pageOf, assertAccessible }) => {
    const boss = await setUp();
    const { box, cases } = await withMailbox(boss);
    await write({ from: 'Ana Núñez <ana@fuera.test>', id: 'suela-1@fuera.test' });
    const [found] = await cases(1);
    const page = await pageOf(boss);
    await page.goto(`/consola/casos/${found.id}`);
    await page.getByLabel('y esperar su respuesta').check();
    await answer(page, '¿Qué talla es?');
    await page.getByText('Entregado al servidor de correo.').first().waitFor({ timeout: 30_000 });
    const poll = setInterval(() => void boss.post(`/mailboxes/${box.id}/poll`).catch(() => {}), 2000);
    await page.getByText('No llegó: fue devuelto.').first().waitFor({ timeout: 60_000 });
    clearInterval(poll);
    await page.getByText('No such mailbox here').first().waitFor();
    await page.getByText('Revise la dirección con la persona').first().waitFor();
    await page.getByText('No llegó el correo a ana@fuera.test').first().waitFor();
    await page.getByText('A esa dirección no llegó lo último que enviamos.').waitFor();
    assert.equal((await boss.get(`/cases/${found.id}`)).case.state, 'open', 'it waits for them no longer');
    assert.ok((await boss.get('/notices')).items.some((n) => n.kind === 'mail_not_delivered'));
    await assertAccessible(page);

    await answer(page, '¿Recibió lo anterior?');
    await page.getByText('No se pudo enviar.').first().waitFor();
    await assertAccessible(page);
    const phone = await pageOf(boss, { width: 360, height: 740 });
    await phone.goto(`/consola/casos/${found.id}`);
    await phone.getByText('No se pudo enviar.').first().waitFor();
    await assertAccessible(phone);
  },
  { environment },
);

scenario(
  'one of several who is refused for now does not keep the others waiting, and a robot is not answered',
  async ({ setUp, pageOf, assertAccessible }) => {
    const boss = await setUp();
    const { cases } = await withMailbox(boss);
    await write({
      from: 'Berta Ríos <berta@otra.test>',
      id: 'suela-2@otra.test',
      more: 'Cc: Taller <luego@otra.test>, casos+cualquiera@correo.test\n',
    });
    const [found] = await cases(1);
    const page = await pageOf(boss);
    await page.goto(`/consola/casos/${found.id}`);
    const composer = page.getByRole('region', { name: 'Responder' });
    await composer.getByText('Taller').waitFor();
    assert.equal(await composer.getByText('casos+cualquiera@correo.test').count(), 0, 'never to ourselves');
    await answer(page, 'Mañana lo recogemos.');
    await page.getByText('Salió, pero a alguien todavía no').first().waitFor({ timeout: 30_000 });
    await page.getByText('El servidor pidió esperar').first().waitFor();
    await assertAccessible(page);
    const theirs = async () =>
      (await arrived('berta@otra.test')).filter((m) => m.includes('In-Reply-To: <suela-2@otra.test>'));
    await eventually(async () => (await theirs()).some((m) => m.includes('recogemos')), 20);
    const mine = (await theirs()).find((m) => m.includes('recogemos'));
    assert.ok(!mine.includes(found.code), 'who reads along gets no key to the case');

    const acknowledged = (await theirs()).length;
    for (const n of [1, 2, 3])
      await write({
        from: 'Berta Ríos <berta@otra.test>',
        id: `robot-${n}@otra.test`,
        subject: `Respuesta automática ${n}`,
        more: 'Auto-Submitted: auto-replied\n',
      });
    await write({ from: 'Carla Paz <carla@otra.test>', id: 'otra-1@otra.test', subject: 'Otra cosa' });
    await cases(2);
    await eventually(async () => (await boss.get('/recorded-mail')).items.length === 3, 20);
    await eventually(async () => (await arrived('carla@otra.test')).length === 1, 20);
    assert.equal((await theirs()).length, acknowledged, 'machines are recorded and never answered');
    assert.equal((await boss.get('/cases?view=all')).items.length, 2);
  },
  { environment },
);
