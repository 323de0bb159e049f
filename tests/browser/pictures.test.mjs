// Pictures in the middle of words: one that a customer sent within a letter, and one that an agent pastes into an answer, each
// seen in its place by whoever reads it. The mail servers are real (bin/with-mail).
import assert from 'node:assert/strict';
import { eventually } from './lib/browser.mjs';
import { arrived, environment, mail, send } from './lib/mail.mjs';
import { png } from './lib/png.mjs';
import { scenario } from './lib/scenario.mjs';

const ours = 'fotos@correo.test';
const theirs = 'elsa@otra.test';
const box = {
  address: ours,
  name: 'Zapatería Aurora',
  kind: 'claim',
  incoming: {
    protocol: 'imap',
    host: 'localhost',
    port: Number(mail.imaps),
    user: ours,
    secret: mail.secret,
  },
  outgoing: { host: 'localhost', port: Number(mail.smtps), user: ours, secret: mail.secret },
};

// As Outlook writes: the picture is part of the page, and the text says where it stood.
const letter = `From: Elsa Paz <${theirs}>
To: ${ours}
Subject: Así llegó
Date: ${new Date().toUTCString().replace('GMT', '+0000')}
Message-ID: <asi-llego@otra.test>
MIME-Version: 1.0
Content-Type: multipart/related; boundary="fuera"

--fuera
Content-Type: multipart/alternative; boundary="dentro"

--dentro
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

Mire el zapato:
[cid:zapato@otra]
Se ve roto.
--dentro
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: 8bit

<p>Mire el zapato:</p><p><img src="cid:zapato@otra" alt="El zapato" width="300"></p><p>Se ve <b>roto</b>.</p>
--dentro--
--fuera
Content-Type: image/png; name="zapato.png"
Content-Disposition: inline; filename="zapato.png"
Content-ID: <zapato@otra>
Content-Transfer-Encoding: base64

${png(640, 480).toString('base64').replace(/.{76}/g, '$&\n')}
--fuera--
`;

const isWhole = (picture) => eventually(() => picture.evaluate((i) => i.complete && i.naturalWidth > 0), 15);

async function paste(box, name, bytes) {
  await box.evaluate(
    (element, { name, base64 }) => {
      const file = new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name, {
        type: 'image/png',
      });
      const clipboardData = new DataTransfer();
      clipboardData.items.add(file);
      element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    },
    { name, base64: bytes.toString('base64') },
  );
}

async function readTheirs(page, assertAccessible) {
  const said = page.locator('article', { hasText: 'Mire el zapato:' });
  await isWhole(said.getByRole('img', { name: 'zapato.png' }));
  assert.equal(await said.getByText('zapato.png', { exact: true }).count(), 0, 'not once more beneath');
  await said.getByRole('button', { name: 'El mensaje entero' }).click();
  await said.getByRole('button', { name: 'Ver con su formato' }).click();
  await isWhole(page.frameLocator('iframe').getByRole('img', { name: 'El zapato' }));
  assert.equal(await said.getByText('zapato.png', { exact: true }).count(), 0);
  await assertAccessible(page);
}

async function write(page, assertAccessible) {
  const composer = page.getByRole('region', { name: 'Responder' });
  const text = composer.getByRole('textbox', { name: /^Respuesta para/ });
  await text.fill('Doble aquí:\nGracias.');
  await text.evaluate((t) => t.setSelectionRange(11, 11));
  await paste(text, 'image.png', png(800, 300, [44, 93, 138]));
  const mark = /^Doble aquí:\n\[\[(captura-\d{4}-\d\d-\d\d-\d{4}\.png)\]\]\nGracias\.$/;
  await eventually(async () => mark.test(await text.inputValue()), 5);
  const [, name] = mark.exec(await text.inputValue());
  await composer.getByText(name, { exact: true }).first().waitFor();
  await isWhole(composer.locator('li img'));
  await assertAccessible(page);

  await composer.getByRole('button', { name: `Quitar del texto ${name}` }).click();
  assert.equal(await text.inputValue(), 'Doble aquí:\nGracias.');
  await text.evaluate((t) => t.setSelectionRange(11, 11));
  await composer.getByRole('button', { name: `Poner en el texto ${name}` }).click();
  assert.match(await text.inputValue(), mark);
  await composer.getByRole('button', { name: `Quitar ${name}` }).click();
  assert.equal(await text.inputValue(), 'Doble aquí:\nGracias.', 'the mark goes with the picture');

  await text.evaluate((t) => t.setSelectionRange(11, 11));
  await paste(text, 'image.png', png(800, 300, [44, 93, 138]));
  await isWhole(composer.locator('li img'));
  await page.reload(); // what one was writing is there again, whole
  await isWhole(composer.locator('li img'));
  assert.match(await text.inputValue(), mark);
  await composer.getByRole('button', { name: 'Enviar', exact: true }).click();
  await page.getByRole('button', { name: 'Enviar ya' }).click();
  return name;
}

scenario(
  'pictures stand in the middle of words, in letters, answers, the conversation and the page of a case',
  async ({ setUp, pageOf, newPage, assertAccessible }) => {
    const boss = await setUp();
    await boss.post('/mailboxes', box);
    await send({ from: theirs, to: ours, message: letter });
    let found;
    await eventually(async () => {
      [found] = (await boss.get('/cases?view=all')).items;
      return found !== undefined;
    }, 60);
    const page = await pageOf(boss);
    await page.goto(`/consola/casos/${found.id}`);
    await readTheirs(page, assertAccessible);
    const name = await write(page, assertAccessible);
    const answer = page.locator('article', { hasText: 'Doble aquí:' });
    await isWhole(answer.getByRole('img', { name }));

    // To the customer it goes with the letter, and stands on their page, without JavaScript too.
    const answered = async () => (await arrived(theirs)).find((m) => m.includes('multipart/related'));
    await eventually(async () => (await answered()) !== undefined, 60);
    const raw = await answered();
    const [, id] = /^Content-Id: <([^>]+)>/im.exec(raw);
    assert.ok(raw.replace(/=\r?\n/g, '').includes(`cid:${id}`), 'the page shows it');
    assert.match(raw.replace(/=\r?\n/g, ''), new RegExp(`\\[${name}\\]`), 'the text says where it is');
    for (const options of [{ js: false }, { width: 360, height: 740, dark: true }]) {
      const theirPage = await newPage(options);
      await theirPage.goto(`/caso/${found.code}`);
      for (const picture of [name, 'zapato.png']) {
        const shown = theirPage.getByRole('img', { name: picture });
        await shown.scrollIntoViewIfNeeded();
        await isWhole(shown);
      }
      await assertAccessible(theirPage);
    }
    const phone = await pageOf(boss, { width: 360, height: 740, dark: true });
    await phone.goto(`/consola/casos/${found.id}`);
    await isWhole(phone.getByRole('img', { name }));
    await assertAccessible(phone);
  },
  { environment },
);
