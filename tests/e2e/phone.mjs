// The phone's side of signing in, word for word as the app speaks.

import { createHash, randomBytes } from 'node:crypto';

export const DEEP_LINK = 'alga://auth/callback';

export class Phone {
  constructor(origin, { pkce = false } = {}) {
    this.origin = origin;
    this.state = newState();
    this.verifier = pkce ? randomBytes(32).toString('base64url') : undefined;
  }

  /** What the app opens in the browser. */
  get handoff() {
    const address = new URL('/auth/mobile/handoff', this.origin);
    address.searchParams.set('redirect', DEEP_LINK);
    address.searchParams.set('state', this.state);
    if (this.verifier) {
      const challenge = createHash('sha256').update(this.verifier).digest('base64url');
      address.searchParams.set('code_challenge', challenge);
      address.searchParams.set('code_challenge_method', 'S256');
    }
    return address.href;
  }

  exchange(ott, more = {}) {
    const device = { platform: 'ios', appVersion: '1.0.0', buildVersion: '1', deviceId: 'sample-phone' };
    return this.#post('exchange', { ott, state: this.state, device, ...more });
  }

  refresh(refreshToken) {
    return this.#post('refresh', { refreshToken, device: { platform: 'ios' } });
  }

  revoke(refreshToken) {
    return this.#post('revoke', { refreshToken });
  }

  /** The app's first call after signing in, which names no tenant. */
  stats(accessToken) {
    return answered(fetch(`${this.origin}/api/v1/tickets/stats`, { headers: { 'x-api-key': accessToken } }));
  }

  #post(deed, body) {
    return answered(
      fetch(`${this.origin}/api/v1/mobile/auth/${deed}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'user-agent': 'Sample/1.0.0 CFNetwork/3860 Darwin/25' },
        body: JSON.stringify(body),
      }),
    );
  }
}

function newState() {
  const chance = () => Math.random().toString(36).slice(2);
  return [Date.now().toString(36), chance(), chance()].join('.');
}

/** An answer of the server, read to its end. */
export async function answered(asked) {
  const answer = await asked;
  return { status: answer.status, headers: answer.headers, body: await answer.json() };
}
