// From the app through the browser to the provider and back, and what the app does with what it gets.

import assert from 'node:assert/strict';
import { logInAtProvider, path, signIn } from './pages.mjs';
import { DEEP_LINK } from './phone.mjs';
import { Stage } from './stage.mjs';

const stage = Stage.open();

/** Goes the way from the app to the deep link as Robin. */
async function throughTheProvider(visit, phone) {
  await visit.page.goto(phone.handoff);
  assert.equal(path(visit.page), '/auth/signin');
  await signIn(visit.page).provider.click();
  return visit.deepLink(() => logInAtProvider(visit.page, 'robin.sample@example.com'));
}

stage.test('a phone is signed in through the provider, and its keys are renewed and revoked', async (visit) => {
  const phone = stage.phone();
  const link = await throughTheProvider(visit, phone);
  assert.equal(link.href.split('?')[0], DEEP_LINK);
  assert.deepEqual([...link.searchParams.keys()].sort(), ['ott', 'state']);
  assert.equal(link.searchParams.get('state'), phone.state, 'the state comes back as it was sent');

  const ott = link.searchParams.get('ott');
  const stranger = await phone.exchange(ott, { state: `${phone.state}x` });
  assert.equal(stranger.status, 401, 'another state is refused');
  assert.equal(stranger.body.error.code, 'UNAUTHORIZED');

  const exchanged = await phone.exchange(ott);
  assert.equal(exchanged.status, 200);
  const { accessToken, refreshToken, expiresInSec, tenantId, user } = exchanged.body;
  assert.ok(expiresInSec > 0);
  assert.match(tenantId, /^[0-9a-f-]{36}$/);
  assert.equal(user.name, 'Robin Sample');
  assert.equal(user.email, 'robin.sample@example.com');
  const stats = await phone.stats(accessToken);
  assert.equal(stats.status, 200);
  assert.ok(stats.body.data.total_tickets >= 0, 'the statistics are there');

  const renewed = await phone.refresh(refreshToken);
  assert.equal(renewed.status, 200);
  assert.equal((await phone.stats(accessToken)).status, 401, 'the old access key ends at once');
  assert.equal((await phone.stats(renewed.body.accessToken)).status, 200);

  const revoked = await phone.revoke(renewed.body.refreshToken);
  assert.deepEqual([revoked.status, revoked.body], [200, { ok: true }]);
  assert.equal((await phone.stats(renewed.body.accessToken)).status, 401, 'the access key ends with the session');
  assert.equal((await phone.refresh(renewed.body.refreshToken)).status, 401, 'and so does the refresh token');
});

stage.test('who comes back is the same person, and the browser stays signed in', async (visit) => {
  const phone = stage.phone();
  await throughTheProvider(visit, phone);
  const answer = await visit.context.request.get(phone.handoff, { maxRedirects: 0 });
  assert.equal(answer.status(), 302);
  assert.equal(answer.headers()['cache-control'], 'no-store');
  const again = new URL(answer.headers().location);
  const { status, body } = await phone.exchange(again.searchParams.get('ott'));
  assert.equal(status, 200);
  assert.equal(body.user.email, 'robin.sample@example.com');
  const robins = (await stage.people()).filter((person) => person.email === 'robin.sample@example.com');
  assert.equal(robins.length, 1);
  assert.equal(robins[0].role, 'technician', 'as the tenant takes newcomers in');
});

stage.test('a phone that is to be sent elsewhere is told so on the sign-in page', async (visit) => {
  const phone = stage.phone();
  const elsewhere = phone.handoff.replace(encodeURIComponent(DEEP_LINK), encodeURIComponent('https://evil.example/auth/callback'));
  await visit.page.goto(elsewhere);
  assert.equal(path(visit.page), '/auth/signin');
  await signIn(visit.page).alert.waitFor();
});
