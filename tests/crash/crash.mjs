#!/usr/bin/env node
// crash.mjs [ROUNDS] — kills the server with SIGKILL under load, again and again. After each death the base must
// be consistent (`escucha check`), and hold every case whose opening was answered; what was under way
// and not answered may be there or not.
import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { Api } from '../browser/lib/api.mjs';
import { Server } from '../browser/lib/server.mjs';

const rounds = Number(process.argv[2] ?? 25);
const clients = 16;

/** Opens cases until the server is gone; each code that was answered goes into `answered`. */
async function openCases(api, answered) {
  for (;;) {
    try {
      const { case: opened } = await api.openCase();
      answered.push(opened.code);
    } catch (error) {
      if (/^POST /.test(error.message)) throw error; // an answer, but a refusal: not what this test is about
      return;
    }
  }
}

async function loseTheServer(server, api) {
  const answered = [];
  const load = Promise.all(Array.from({ length: clients }, () => openCases(api, answered)));
  await sleep(300 + Math.random() * 700);
  server.process.kill('SIGKILL');
  await Promise.all([load, server.exited]);
  return answered;
}

async function missingOf(api, codes) {
  const missing = [];
  const waiting = [...codes];
  const look = async () => {
    for (let code = waiting.pop(); code; code = waiting.pop()) {
      await api.get(`/cases/by-code/${code}`).catch((error) => missing.push(`${code}: ${error.message}`));
    }
  };
  await Promise.all(Array.from({ length: clients }, look));
  return missing;
}

const server = await Server.launch({ environment: { ESCUCHA_LOG_LEVEL: 'warn' } });
const api = await Api.setUp(server);
let total = 0;
try {
  for (let round = 1; round <= rounds; round += 1) {
    const answered = await loseTheServer(server, api);
    if (answered.length === 0) throw new Error(`round ${round}: nothing was answered before the kill`);
    const said = execFileSync(server.program, ['check'], {
      cwd: server.folder,
      env: server.variables,
      encoding: 'utf8',
    });
    await server.start();
    const missing = await missingOf(api, answered);
    if (missing.length > 0) throw new Error(`round ${round}: lost ${missing.length}: ${missing.slice(0, 5)}`);
    total += answered.length;
    console.log(`round ${round}: ${answered.length} answered, all there; ${said.trim()}`);
  }
  console.log(`${rounds} kills, ${total} answered cases, none lost`);
} catch (error) {
  console.log(error.message, server.output.slice(-2000));
  process.exitCode = 1;
} finally {
  await server.remove();
}
