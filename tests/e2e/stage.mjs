// Where the tests of one file play: a provider, a server and a browser of their own, all ended with them. A server looks
// at ten tries to sign in a minute from one address, so no file may have more; `admitted` costs one for each person.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, Visit } from './browser.mjs';
import { signsIn } from './pages.mjs';
import { Phone } from './phone.mjs';
import { CLIENT, SampleProvider } from './provider.mjs';
import { Server } from './server.mjs';

const SET_UP_WITHIN = 60_000;
const PLAYED_WITHIN = 90_000;

// The exit ends the browser and the server too.
for (const [signal, code] of [['SIGHUP', 129], ['SIGINT', 130], ['SIGTERM', 143]]) {
  process.once(signal, () => process.exit(code));
}

export class Stage {
  #cookies = new Map();

  /** Sets up before the tests of the file, with what they need besides and the server's settings, and clears away after them. */
  static open(furnish = async () => {}, settings = {}) {
    const stage = new Stage();
    before(() => stage.#setUp(furnish, settings), { timeout: SET_UP_WITHIN });
    after(() => stage.#clear(), { timeout: SET_UP_WITHIN });
    return stage;
  }

  async #setUp(furnish, settings) {
    try {
      [this.server, this.provider] = await Promise.all([Server.prepare(), SampleProvider.prepare()]);
      this.provider.open(this.server.origin);
      const sample = {
        key: 'sample',
        name: 'Sample ID',
        issuer: this.provider.issuer,
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
      };
      const opened = launch().then((browser) => {
        this.browser = browser;
      });
      const started = this.server.start({ TESSERA_OIDC_PROVIDERS: JSON.stringify([sample]), ...settings });
      await all([opened, started]);
      await this.server.tessera('tenant', 'set', 'default', '--enrol-domain', 'example.com', '--enrol-role', 'technician');
      await furnish(this);
    } catch (error) {
      await this.#tell();
      throw error;
    }
  }

  async #clear() {
    await all([this.browser?.close(), this.provider?.stop(), this.server?.stop()]);
  }

  async #tell() {
    console.error(`The end of the server's log:\n${(await this.server?.lastWords()) ?? ''}`);
  }

  get origin() {
    return this.server.origin;
  }

  phone(options) {
    return new Phone(this.origin, options);
  }

  /** The accounts as an operator sees them. */
  async people() {
    return JSON.parse(await this.server.tessera('user', 'list', '--json'));
  }

  /** Signs somebody in at the visit, by the form the first time and by the cookies of that from then on. */
  async admitted(visit, login = 'admin', password = 'admin') {
    const known = this.#cookies.get(login);
    if (known) {
      await visit.context.addCookies(known);
      return;
    }
    await visit.page.goto(`${this.origin}/auth/signin`);
    await signsIn(visit.page, login, password);
    this.keep(login, await visit.context.cookies());
  }

  /** Somebody has signed in by another way, and shall not have to again. */
  keep(login, cookies) {
    this.#cookies.set(login, cookies);
  }

  /** A new password for somebody who has none yet. */
  async password(login) {
    return (await this.server.tessera('user', 'password', login)).trim();
  }

  /** One test: one person with a new browser. It fails if the browser complains of anything. */
  test(name, play, options = {}) {
    test(name, { timeout: PLAYED_WITHIN }, async ({ signal }) => {
      try {
        await this.visit(play, { signal, ...options });
      } catch (error) {
        await this.#tell();
        throw error;
      }
    });
  }

  /** One more person with a new browser, for as long as `play` takes. */
  async visit(play, { signal, ...options } = {}) {
    const visit = await Visit.begin(this.browser, options);
    // What is still waited for then fails at once.
    signal?.addEventListener('abort', () => visit.close());
    try {
      await play(visit);
      assert.deepEqual(visit.complaints, [], 'the browser complains');
    } finally {
      await visit.close();
    }
  }
}

/** Waits for all of them, even if one fails, so that nothing is left behind that nobody knows of. */
async function all(promises) {
  const failed = (await Promise.allSettled(promises)).find(({ status }) => status === 'rejected');
  if (failed) throw failed.reason;
}
