// A phone that sends a code challenge (RFC 7636) gets nothing without its verifier.

import assert from 'node:assert/strict';
import { typePassword } from './pages.mjs';
import { Stage } from './stage.mjs';

const stage = Stage.open();

/** A one-time token for the phone. */
async function handedOver(visit, phone) {
  const link = await visit.deepLink(() => visit.page.goto(phone.handoff));
  return link.searchParams.get('ott');
}

stage.test('a one-time token is worth nothing without the code verifier', async (visit) => {
  const phone = stage.phone({ pkce: true });
  await visit.page.goto(phone.handoff);
  const link = await visit.deepLink(() => typePassword(visit.page, 'admin', 'admin'));
  const without = await phone.exchange(link.searchParams.get('ott'));
  assert.equal(without.status, 401);

  const codeVerifier = stage.phone({ pkce: true }).verifier;
  const wrong = await phone.exchange(await handedOver(visit, phone), { codeVerifier });
  assert.equal(wrong.status, 401);
  assert.deepEqual(wrong.body.error, without.body.error, 'both are told alike');

  const right = await phone.exchange(await handedOver(visit, phone), { codeVerifier: phone.verifier });
  assert.equal(right.status, 200);
  assert.equal((await phone.stats(right.body.accessToken)).status, 200);
});
