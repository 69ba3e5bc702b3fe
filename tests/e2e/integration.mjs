// Another system's side of the integration API.

import { answered } from './phone.mjs';

export const BASE = '/functions/v1/integration-tickets';

export class Shop {
  constructor(origin, token, agent = 'Sample-Shop/1.0') {
    this.origin = origin;
    this.token = token;
    this.agent = agent;
  }

  health() {
    return this.#call('GET', '');
  }

  open(title) {
    return this.#call('POST', '/tickets', { title });
  }

  ticket(id) {
    return this.#call('GET', `/tickets/${id}`);
  }

  #call(method, path, body) {
    const headers = { authorization: `Bearer ${this.token}`, 'user-agent': this.agent };
    if (body) headers['content-type'] = 'application/json';
    return answered(fetch(`${this.origin}${BASE}${path}`, { method, headers, body: body && JSON.stringify(body) }));
  }
}

/** Makes a token at the command line, as an operator does, and gives the system that has it. */
export async function shop(stage, name, ...options) {
  const made = stage.server.tessera('token', 'create', '--kind', 'integration', '--user', 'admin', '--name', name, ...options);
  return new Shop(stage.origin, (await made).trim());
}
