// A real server for one scenario: its own folder, its own database, a free port. Nothing is shared with another
// scenario, and nothing stays behind.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const program = process.env.ESCUCHA_PROGRAM ?? join(root, 'build', 'release', 'escucha');

export async function freePort() {
  const listener = createServer();
  await new Promise((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const { port } = listener.address();
  await new Promise((resolve) => listener.close(resolve));
  return port;
}

export class Server {
  program = program;

  /** @param database "sqlite" (a file of its own) or an address escucha understands */
  static async launch({ database = 'sqlite', schema, environment = {} } = {}) {
    const server = new Server();
    server.folder = await mkdtemp(join(tmpdir(), 'escucha-browser-'));
    server.port = await freePort();
    server.url = `http://localhost:${server.port}`;
    server.database = database === 'sqlite' ? `sqlite:${join(server.folder, 'escucha.db')}` : database;
    server.schema = schema ?? `browser_${process.pid}_${server.port}`; // for PostgreSQL, whose base is shared
    server.environment = environment;
    server.output = '';
    await server.start();
    return server;
  }

  /** Another node on the same data (PostgreSQL only). */
  beside() {
    return Server.launch({ database: this.database, schema: this.schema, environment: this.environment });
  }

  get variables() {
    return {
      ...process.env,
      ESCUCHA_SERVER_PORT: String(this.port),
      ESCUCHA_DATABASE_URL: this.database,
      ESCUCHA_DATABASE_SCHEMA: this.schema,
      ...this.environment,
    };
  }

  /** Starts (again) on the same port and data, and waits until it answers. */
  async start() {
    this.process = spawn(this.program, ['serve'], { cwd: this.folder, env: this.variables });
    this.exited = new Promise((resolve) => {
      this.process.on('exit', (code, signal) => resolve(signal ?? code));
      this.process.on('error', (error) => resolve(error.message));
    });
    this.ended = undefined;
    this.exited.then((how) => (this.ended = String(how)));
    const keep = (bytes) => (this.output += bytes);
    this.process.stdout.on('data', keep);
    this.process.stderr.on('data', keep);
    await this.untilReady();
  }

  async untilReady(seconds = 30) {
    const end = Date.now() + seconds * 1000;
    while (Date.now() < end) {
      if (this.ended !== undefined) throw new Error(`escucha ended (${this.ended}):\n${this.output}`);
      const answer = await fetch(`${this.url}/readyz`).catch(() => undefined);
      if (answer?.ok) return;
      await sleep(30);
    }
    throw new Error(`escucha did not become ready in ${seconds} s:\n${this.output}`);
  }

  /** The one-time link of the first start, on this server's address; it is printed soon after it listens. */
  async setupLink() {
    for (let tries = 0; tries < 200; tries += 1) {
      const found = this.output.match(/\/consola\/empezar\?llave=[\w-]+/);
      if (found) return this.url + found[0];
      await sleep(25);
    }
    throw new Error(`no one-time link in:\n${this.output}`);
  }

  async setupKey() {
    return new URL(await this.setupLink()).searchParams.get('llave');
  }

  /** As a power cut ends it. */
  async kill() {
    this.process.kill('SIGKILL');
    await this.exited;
  }

  /** As an administrator stops it; resolves with the exit status. */
  async stop() {
    if (this.ended === undefined) this.process.kill('SIGTERM');
    const timer = setTimeout(() => this.process.kill('SIGKILL'), 15_000);
    const how = await this.exited;
    clearTimeout(timer);
    return how;
  }

  async remove() {
    await this.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}
