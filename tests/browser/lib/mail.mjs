// The private mail servers that bin/with-mail has started: a customer's way to write to us, and what arrived there.
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const folder = process.env.ESCUCHA_TEST_MAIL;
if (!folder)
  throw new Error('this needs mail servers: bin/with-mail node --test tests/browser/mail.test.mjs');

const lines = readFileSync(join(folder, 'ports.env'), 'utf8').trim().split('\n');
export const mail = Object.fromEntries(lines.map((line) => line.split('=')));
export const environment = { ESCUCHA_MAIL_CA_FILE: join(folder, 'ca.pem') };

/** Hands a message over as a stranger's server would. */
export async function send({ from, to, message }) {
  const place = await mkdtemp(join(tmpdir(), 'escucha-letter-'));
  try {
    const file = join(place, 'letter.eml');
    await writeFile(file, message.replace(/\r?\n/g, '\r\n'));
    const args = ['--silent', '2', '--server', '127.0.0.1', '--port', mail.smtp, '--from', from];
    await promisify(execFile)('swaks', [...args, '--to', to, '--data', `@${file}`]);
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

/** The messages that lie in a mailbox, as they arrived. */
export async function arrived(address) {
  const [name, domain] = address.split('@');
  const box = join(folder, 'mail', domain, name, 'Maildir');
  const found = [];
  for (const part of ['new', 'cur'])
    for (const file of await readdir(join(box, part)).catch(() => []))
      found.push(await readFile(join(box, part, file), 'utf8'));
  return found;
}
