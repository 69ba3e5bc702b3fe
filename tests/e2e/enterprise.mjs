// Another system's side of the enterprise API: somebody who opens tickets, and an address that is told of it.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { answered } from './phone.mjs';

/** What the server must be set to for addresses on this machine to be told. */
export const LOOPBACK_HOOKS = { TESSERA_WEBHOOK_NETWORKS: '127.0.0.1/32' };

/** Somebody who uses the API. */
export class Desk {
  constructor(origin, token) {
    this.origin = origin;
    this.token = token;
  }

  static async signIn(origin, username, password) {
    const signedIn = await new Desk(origin).call('POST', '/auth/login', { username, password });
    return new Desk(origin, signedIn.access_token);
  }

  /** What the answer holds. Anything but a good answer is a failure. */
  async call(method, path, body) {
    const headers = this.token ? { authorization: `Bearer ${this.token}` } : {};
    if (body) headers['content-type'] = 'application/json';
    const answer = await answered(fetch(`${this.origin}${path}`, { method, headers, body: body && JSON.stringify(body) }));
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body.data;
  }

  open(title, more = {}) {
    return this.call('POST', '/tickets', { title, description: 'For the console', ...more });
  }
}

/** An address that is told of events, and answers as it is meant to. */
export class Receiver {
  told = [];
  status = 200;

  static async start() {
    const receiver = new Receiver();
    receiver.server = createServer(async (request, response) => {
      const parts = [];
      for await (const part of request) parts.push(part);
      receiver.told.push({ headers: request.headers, body: Buffer.concat(parts).toString() });
      response.writeHead(receiver.status, { 'content-type': 'text/plain' });
      response.end(receiver.status < 300 ? 'thank you' : 'not now');
    });
    receiver.server.listen(0, '127.0.0.1');
    await once(receiver.server, 'listening');
    // Nothing that is still open keeps the tests from ending.
    receiver.server.unref();
    return receiver;
  }

  /** Waits until it was told something that holds the text. */
  async hears(text, within = 10_000) {
    const until = Date.now() + within;
    while (!this.told.some(({ body }) => body.includes(text))) {
      assert.ok(Date.now() < until, `not told of "${text}" after ${within} ms, but of ${this.told.length} other things`);
      await sleep(100);
    }
  }

  get url() {
    return `http://127.0.0.1:${this.server.address().port}/hooks`;
  }
}
