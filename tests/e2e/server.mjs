// The product as a newcomer starts it: `tessera serve --dev` in an empty folder, and its command line beside it.

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, rmSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const BINARY = process.env.E2E_BINARY;
const READY_WITHIN = 40_000;
const STOPPED_WITHIN = 15_000;

export class Server {
  #process;
  #folder;
  #environment;

  constructor(port) {
    this.origin = `http://127.0.0.1:${port}`;
    this.port = port;
  }

  /** A server that is not started yet, so that others can know its address. */
  static async prepare() {
    return new Server(await freePort());
  }

  async start(settings = {}) {
    if (!BINARY) throw new Error('E2E_BINARY does not say where the server is; `make e2e` sets it');
    this.#folder = await mkdtemp(join(tmpdir(), 'tessera-e2e.'));
    process.once('exit', () => rmSync(this.#folder, { recursive: true, force: true }));
    // Nothing of the caller's settings, and never by way of a proxy.
    this.#environment = { PATH: process.env.PATH, NO_PROXY: '127.0.0.1', ...settings };
    const log = openSync(this.#log, 'a');
    // Whatever happens to this process, the server ends with it.
    this.#process = spawn(
      'setpriv',
      ['--pdeathsig', 'KILL', '--', BINARY, 'serve', '--dev', '--bind', `127.0.0.1:${this.port}`],
      { cwd: this.#folder, env: this.#environment, stdio: ['ignore', log, log] },
    );
    closeSync(log);
    await this.#ready();
  }

  get #log() {
    return join(this.#folder, 'server.log');
  }

  async #ready() {
    const server = this.#process;
    const failed = new Promise((_, reject) => server.once('error', reject));
    const until = Date.now() + READY_WITHIN;
    const asking = async () => {
      while (!(await fetch(`${this.origin}/readyz`).then((answer) => answer.ok, () => false))) {
        if (hasEnded(server)) throw new Error('the server ended at its start');
        if (Date.now() > until) throw new Error(`the server was not ready after ${READY_WITHIN} ms`);
        await sleep(100);
      }
    };
    await Promise.race([asking(), failed]);
  }

  /** Runs a command of `tessera` on the same data, and gives its output. */
  async tessera(...words) {
    const options = { cwd: this.#folder, env: this.#environment, timeout: 20_000 };
    const { stdout } = await promisify(execFile)(BINARY, words, options);
    return stdout;
  }

  /** The end of what the server and its log said. */
  async lastWords(lines = 40) {
    if (!this.#folder) return '';
    const text = await readFile(this.#log, 'utf8').catch(() => '');
    return text.trimEnd().split('\n').slice(-lines).join('\n');
  }

  /** Ends it as an operator does, and complains if that does not work. */
  async stop() {
    const server = this.#process;
    let late = false;
    if (server?.pid && !hasEnded(server)) {
      const ended = once(server, 'exit');
      const timer = setTimeout(() => {
        late = true;
        server.kill('SIGKILL');
      }, STOPPED_WITHIN);
      server.kill('SIGTERM');
      await ended;
      clearTimeout(timer);
    }
    if (this.#folder) await rm(this.#folder, { recursive: true, force: true });
    if (late) throw new Error(`the server was still running ${STOPPED_WITHIN} ms after SIGTERM`);
  }
}

function hasEnded(child) {
  return child.exitCode !== null || child.signalCode !== null;
}

// Below 32768, where the system starts to hand out ports to clients.
async function freePort() {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const probe = createServer();
    const isFree = await new Promise((resolve) => {
      probe.once('error', () => resolve(false));
      probe.listen(port, '127.0.0.1', () => resolve(true));
    });
    if (isFree) {
      probe.close();
      await once(probe, 'close');
      return port;
    }
  }
}
