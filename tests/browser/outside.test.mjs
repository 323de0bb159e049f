// Writing to others than the customer who wrote: a case is forwarded to somebody outside, whose answer stays in the house, and
// a case begins with a letter of ours. The mail servers are real (bin/with-mail).
import assert from 'node:assert/strict';
import { eventually } from './lib/browser.mjs';
import { arrived, environment, mail, send } from './lib/mail.mjs';
import { scenario } from './lib/scenario.mjs';

const box = {
  address: 'casos@correo.test',
  name: 'Zapatería Aurora',
  kind: 'question',
  signature: 'Zapatería Aurora, atención al cliente',
  signed_replies: true,
  incoming: {
    protocol: 'imap',
    host: 'localhost',
    port: Number(mail.imaps),
    user: 'casos@correo.test',
    secret: mail.secret,
  },
  outgoing: { host: 'localhost', port: Number(mail.smtps), user: 'casos@correo.test', secret: mail.secret },
};
const letter = ({ from, to, subject, id, text, more = '' }) => `From: ${from}
To: ${to}
Subject: ${subject}
Date: Mon, 16 Nov 2026 15:00:00 +0000
Message-ID: <${id}>
${more}MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

${text}
`;
const header = (raw, name) =>
  new RegExp(`^${name}: ((?:.|\\r?\\n[ \\t])+)`, 'mi').exec(raw)?.[1].replace(/\s+/g, ' ');
const address = (text) => /[^\s<>"]+@[^\s<>"]+/.exec(text)[0];
const mailTo = async (who) => (await arrived(who)).at(-1);

async function withMailbox(boss) {
  const { id } = await boss.post('/mailboxes', box);
  return () => boss.post(`/mailboxes/${id}/poll`).catch(() => {});
}

scenario(
  'a case is forwarded to a workshop, whose answer is internal',
  async ({ setUp, pageOf, newPage, assertAccessible }) => {
    const boss = await setUp();
    const look = await withMailbox(boss);
    await eventually(async () => (await boss.get('/mailboxes')).items[0].status.polled_at, 20);
    await send({
      from: 'ana@otra.test',
      to: 'casos@correo.test',
      message: letter({
        from: 'Ana Núñez <ana@otra.test>',
        to: 'casos@correo.test',
        subject: 'La suela se soltó',
        id: 'suela-2@otra.test',
        text: 'La suela del zapato derecho se soltó.',
      }),
    });
    let found;
    await eventually(async () => {
      await look();
      [found] = (await boss.get('/cases?view=all')).items;
      return found !== undefined;
    }, 30);
    await boss.post(`/cases/${found.id}/notes`, { text: 'Es prima del jefe.' });

    const page = await pageOf(boss);
    await page.goto(`/consola/casos/${found.id}`);
    await page.getByText('La suela del zapato derecho se soltó.').first().hover();
    await page.getByRole('button', { name: 'Reenviar', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Reenviar a un tercero' });
    assert.ok(await dialog.getByRole('checkbox', { name: /La suela del zapato/ }).isChecked());
    await dialog.getByLabel('Para', { exact: true }).fill('taller@otra.test');
    await dialog.getByLabel('Su mensaje').fill('¿Se puede coser?');
    await dialog.getByText('Lo interno (1): no sale si no lo marca').click();
    const note = dialog.getByRole('checkbox', { name: /Es prima del jefe/ });
    await note.check();
    await dialog.getByText('Va a salir de la casa algo interno.').waitFor();
    await assertAccessible(page);
    await note.uncheck();
    await dialog.getByRole('button', { name: 'Enviar' }).click();
    await page.getByText('Sale en 15 segundos').waitFor();
    await page.getByText('Reenviado a taller@otra.test (interno; el cliente no lo ve)').waitFor();

    await eventually(async () => (await arrived('taller@otra.test')).length === 1, 45);
    const theirs = await mailTo('taller@otra.test');
    assert.doesNotMatch(theirs, /prima/);
    assert.doesNotMatch(theirs, new RegExp(found.code));
    await send({
      from: 'taller@otra.test',
      to: address(header(theirs, 'Reply-To')),
      message: letter({
        from: 'Taller Ruiz <taller@otra.test>',
        to: address(header(theirs, 'Reply-To')),
        subject: 'Re: consulta',
        id: 'taller-1@otra.test',
        text: 'Sí, por veinte soles. La rompió el cliente.',
        more: `In-Reply-To: ${header(theirs, 'Message-ID')}\n`,
      }),
    });
    const entry = page.getByText(
      'Respuesta de Taller Ruiz <taller@otra.test> (interna; el cliente no la ve)',
    );
    await eventually(async () => (await look(), await entry.count()) > 0, 30);
    await page.getByText('Sí, por veinte soles.').waitFor();
    await assertAccessible(page);

    // One goes on with them, in the same thread; and the customer's page knows nothing of it.
    await page.getByRole('button', { name: 'Responderle' }).click();
    const again = page.getByRole('dialog', { name: 'Seguir con el tercero' });
    await eventually(async () => (await again.getByLabel('Para', { exact: true }).inputValue()) !== '', 10);
    assert.equal(await again.getByLabel('Para', { exact: true }).inputValue(), 'taller@otra.test');
    assert.match(await again.getByLabel('Asunto').inputValue(), /^Re: /);
    await page.keyboard.press('Escape');
    const customer = await newPage();
    await customer.goto(`/caso/${found.code}`);
    await customer.getByText('La suela del zapato derecho se soltó.').first().waitFor();
    assert.equal(await customer.getByText('veinte soles').count(), 0);
    assert.equal(await customer.getByText('coser').count(), 0);
    assert.equal((await arrived('ana@otra.test')).filter((m) => /veinte/.test(m)).length, 0);

    const phone = await pageOf(boss, { width: 360, height: 740 });
    await phone.goto(`/consola/casos/${found.id}`);
    await phone.getByText('Sí, por veinte soles.').waitFor();
    await assertAccessible(phone);
  },
  { environment },
);

scenario(
  'a case begins with a letter of ours, once, and can be taken back',
  async ({ setUp, pageOf, assertAccessible }) => {
    const boss = await setUp();
    const look = await withMailbox(boss);
    const page = await pageOf(boss);
    await page.goto('/consola/bandeja');
    await page.getByRole('button', { name: 'Escribir a alguien' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'Escribir a alguien' });
    await dialog.getByLabel('Para', { exact: true }).fill('lidia@otra.test');
    await dialog.getByLabel(/Cómo se llama/).fill('Lidia Ríos');
    await dialog.getByLabel('Asunto').fill('Sus botas están listas');
    await dialog.getByLabel('Mensaje').fill('Puede pasar por ellas cuando guste.');
    await assertAccessible(page);
    await dialog.getByRole('button', { name: 'Enviar' }).dblclick();
    await page.getByText('Sale en 15 segundos').waitFor();
    await page.getByText('Puede pasar por ellas cuando guste.').first().waitFor();
    assert.equal((await boss.get('/cases?view=all')).items.length, 1, 'a double click is one case');
    await eventually(async () => (await arrived('lidia@otra.test')).length === 1, 45);
    const theirs = await mailTo('lidia@otra.test');
    await send({
      from: 'lidia@otra.test',
      to: address(header(theirs, 'Reply-To')),
      message: letter({
        from: 'Lidia Ríos <lidia@otra.test>',
        to: address(header(theirs, 'Reply-To')),
        subject: 'Re: Sus botas',
        id: 'lidia-1@otra.test',
        text: 'Voy el viernes.',
        more: `In-Reply-To: ${header(theirs, 'Message-ID')}\n`,
      }),
    });
    await eventually(async () => (await look(), await page.getByText('Voy el viernes.').count()) > 0, 30);
    assert.equal((await boss.get('/cases?view=all')).items.length, 1);
    assert.equal((await arrived('lidia@otra.test')).length, 1, 'nothing was acknowledged');

    // Another, from her page, is taken back: it never leaves, and its text is not lost.
    const { customer } = (await boss.get('/cases?view=all')).items[0];
    await page.goto(`/consola/clientes/${customer.id}`);
    await page.getByRole('button', { name: 'Escribirle', exact: true }).click();
    await dialog.getByText('lidia@otra.test').waitFor();
    await dialog.getByLabel('Asunto').fill('Otra cosa');
    await dialog.getByLabel('Mensaje').fill('Esto no debía salir.');
    await dialog.getByRole('button', { name: 'Enviar' }).click();
    await page.getByRole('button', { name: 'Deshacer' }).click();
    await page.getByText('No salió. El texto quedó como borrador en el caso.').waitFor();
    await page.reload();
    const composer = page.getByRole('region', { name: 'Responder' });
    await eventually(
      async () => (await composer.getByRole('textbox').inputValue()) === 'Esto no debía salir.',
      10,
    );
    assert.equal((await arrived('lidia@otra.test')).length, 1);

    const phone = await pageOf(boss, { width: 360, height: 740 });
    await phone.goto('/consola/bandeja');
    await phone.getByRole('button', { name: 'Escribir a alguien' }).first().click();
    await phone.getByRole('dialog', { name: 'Escribir a alguien' }).getByLabel('Asunto').waitFor();
    await assertAccessible(phone);
  },
  { environment },
);
