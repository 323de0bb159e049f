#!/usr/bin/env node
// book.mjs [ROUNDS] — kills the server with SIGKILL while many write sheets into two complaint books at once, again and
// again. After each death, before anything else happens: the base is consistent and the ledger's chain is sound. Then:
// every sheet whose writing was answered is there with its number, and the numbers of each book run from 1 without a gap;
// what was under way and not answered has a number of its own, or took none.
import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { Api } from '../browser/lib/api.mjs';
import { Server } from '../browser/lib/server.mjs';

const rounds = Number(process.argv[2] ?? 10);
const clients = 12;
const year = new Date().getFullYear();

const answers = (who) =>
  Object.entries({
    kind: who % 2 ? 'claim' : 'complaint',
    consumer_name: `Ana Núñez ${who}`,
    document_type: 'passport',
    consumer_document: `AX${100000 + who}`,
    consumer_address: 'Jr. Unión 5, Lima',
    goods: 'product',
    detail: 'La suela se despegó a la semana.',
    request: 'Que me cambien el par.',
  }).map(([field, value]) => ({ field, value }));

const addBook = (api, code) =>
  api.post('/books', {
    code,
    name: `Tienda ${code}`,
    provider: 'La Colmena S.A.C.',
    tax_number: '20100070970',
    address: 'Av. Larco 345, Lima',
    country: 'PE',
  });

/** Writes sheets until the server is gone; each number that was answered goes into `answered` of its book. */
async function writeSheets(api, books, answered, client) {
  for (let i = client; ; i += 1) {
    const book = books[i % books.length];
    try {
      const made = await api.post(`/books/${book.id}/entries`, { answers: answers(i), accepted: true });
      answered.get(book.id).set(made.line.number, made.case_code);
    } catch (error) {
      if (/^POST /.test(error.message)) throw error; // an answer, but a refusal: not what this test is about
      return;
    }
  }
}

async function loseTheServer(server, api, books, answered) {
  const load = Promise.all(
    Array.from({ length: clients }, (_, client) => writeSheets(api, books, answered, client * 1000)),
  );
  load.catch(() => {}); // it is told below, after the kill
  await sleep(300 + Math.random() * 700);
  server.process.kill('SIGKILL');
  await Promise.all([load, server.exited]);
}

const told = (server, ...command) =>
  execFileSync(server.program, command, {
    cwd: server.folder,
    env: server.variables,
    encoding: 'utf8',
  }).trim();

/** The numbers of the book, in their order, each once. */
async function numbersOf(api, book) {
  const numbers = [];
  for (let before = ''; ;) {
    const page = await api.get(`/books/${book.id}/entries?year=${year}&limit=200${before}`);
    numbers.push(...page.items.map((line) => line.number));
    if (!page.next) return numbers.reverse();
    before = `&before=${page.next}`;
  }
}

async function lookThrough(api, book, answered) {
  const numbers = await numbersOf(api, book);
  numbers.forEach((number, i) => {
    const due = `${String(i + 1).padStart(9, '0')}-${year}`;
    if (number !== due) throw new Error(`book ${book.code}: ${number} stands where ${due} must`);
  });
  const there = new Set(numbers);
  const lost = [...answered.keys()].filter((number) => !there.has(number));
  if (lost.length > 0) throw new Error(`book ${book.code}: answered and not there: ${lost.slice(0, 5)}`);
  return numbers.length;
}

const server = await Server.launch({ environment: { ESCUCHA_LOG_LEVEL: 'warn' } });
const api = await Api.setUp(server);
try {
  const books = [await addBook(api, 'miraflores'), await addBook(api, 'larco')];
  const answered = new Map(books.map((book) => [book.id, new Map()]));
  let last = 0;
  for (let round = 1; round <= rounds; round += 1) {
    await loseTheServer(server, api, books, answered);
    const count = [...answered.values()].reduce((n, of) => n + of.size, 0);
    if (count === last) throw new Error(`round ${round}: nothing was answered before the kill`);
    last = count;
    told(server, 'check');
    const chain = told(server, 'verify');
    await server.start();
    let there = 0;
    for (const book of books) there += await lookThrough(api, book, answered.get(book.id));
    console.log(`round ${round}: ${count} answered, ${there} there, no gap; ${chain.split('\n')[0]}`);
  }
  console.log(`${rounds} kills, ${last} answered sheets, none lost, no gap, the chain sound`);
} catch (error) {
  console.log(error.message, error.stdout ?? '', server.output.slice(-2000));
  process.exitCode = 1;
} finally {
  await server.remove();
}
