// A real OpenID provider with a login page that takes anybody at their word: one button per person.

import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createMemoryAdapter } from 'oidc-provider/lib/adapters/memory_adapter.js';
// Not by the package's front door, which warns of Node.js 20 at each start. All that is used of it runs there.
import { Provider } from 'oidc-provider/lib/provider.js';

export const CLIENT = { id: 'tessera-tests', secret: randomBytes(24).toString('base64url') };

/** Whoever has an account there, by the provider's own name for them. */
export const PEOPLE = {
  'sample-robin': {
    email: 'robin.sample@example.com',
    email_verified: true,
    given_name: 'Robin',
    family_name: 'Sample',
  },
  'sample-kim': {
    email: 'kim.sample@example.com',
    email_verified: false,
    given_name: 'Kim',
    family_name: 'Sample',
  },
};

/** A provider on a port of its own, which it keeps when it is stopped and started again. */
export class SampleProvider {
  #server;
  #port = 0;
  /** Paths at which it hangs up without a word. */
  silent = new Set();

  // To a browser localhost is another site than 127.0.0.1, as a provider is, so that what it keeps from other sites is
  // kept here too.
  get issuer() {
    return `http://localhost:${this.#port}`;
  }

  /** Takes a port, so that the issuer is known. */
  static async prepare() {
    const provider = new SampleProvider();
    await provider.#listen();
    return provider;
  }

  /** Serves people who come from the application at `origin`, and sends them back there. */
  open(origin) {
    const provider = new Provider(this.issuer, configuration(`${origin}/auth/signin/sample/callback`));
    const answer = provider.callback();
    this.handler = (request, response) => {
      const { pathname } = new URL(request.url, this.issuer);
      if (this.silent.has(pathname)) {
        request.socket.destroy();
      } else if (pathname.startsWith('/login/')) {
        logIn(provider, request, response);
      } else {
        answer(request, response);
      }
    };
  }

  async start() {
    if (!this.#server) await this.#listen();
  }

  async stop() {
    const server = this.#server;
    if (!server) return;
    this.#server = undefined;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }

  async #listen() {
    this.#server = createServer((request, response) => this.handler(request, response));
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = this.#server.address().port;
  }
}

function configuration(redirectUri) {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    adapter: createMemoryAdapter(0),
    clients: [{ client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: [redirectUri] }],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256' }] },
    cookies: { keys: [randomBytes(24).toString('base64url')] },
    pkce: { required: () => true },
    claims: { email: ['email', 'email_verified'], profile: ['given_name', 'family_name'] },
    // The claims stand in the ID token, as Google and Microsoft do it.
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, interaction) => `/login/${interaction.uid}` },
    ttl: { AccessToken: 60, AuthorizationCode: 60, Grant: 600, IdToken: 60, Interaction: 600, Session: 600 },
    async findAccount(_context, sub) {
      return PEOPLE[sub] && { accountId: sub, claims: async () => ({ sub, ...PEOPLE[sub] }) };
    },
    // Nobody is asked what the application may know.
    async loadExistingGrant({ oidc }) {
      const { clientId } = oidc.client;
      const known = oidc.session.grantIdFor(clientId);
      if (known) return oidc.provider.Grant.find(known);
      const grant = new oidc.provider.Grant({ clientId, accountId: oidc.session.accountId });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
  };
}

async function logIn(provider, request, response) {
  try {
    if (request.method === 'POST') {
      const form = new URLSearchParams(Buffer.concat(await request.toArray()).toString());
      const accountId = form.get('person');
      const result = accountId ? { login: { accountId } } : { error: 'access_denied' };
      await provider.interactionFinished(request, response, result);
      return;
    }
    const buttons = Object.entries(PEOPLE).map(
      ([sub, { email }]) => `<p><button name="person" value="${sub}">${email}</button>`,
    );
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(
      `<!doctype html><html lang="en"><title>Sample ID</title><link rel="icon" href="data:,">
      <h1>Who are you?</h1><form method="post">${buttons.join('')}<p><button name="person" value="">Nobody</button></form>`,
    );
  } catch (error) {
    response.statusCode = 500;
    response.end(String(error));
  }
}
