// What people see when the provider is not there, and when it is back.

import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { isToldOnTheSignInPage, logInAtProvider, path, signIn, typePassword } from './pages.mjs';
import { Stage } from './stage.mjs';

const stage = Stage.open();

stage.test('a provider that is down is told, and the password still leads to the app', async (visit) => {
  visit.expect(503);
  await stage.provider.stop();
  const phone = stage.phone();
  await visit.page.goto(phone.handoff);
  await signIn(visit.page).provider.click();
  await isToldOnTheSignInPage(visit.page, /Sample ID cannot be reached/);
  const link = await visit.deepLink(() => typePassword(visit.page, 'admin', 'admin'));
  assert.equal((await phone.exchange(link.searchParams.get('ott'))).status, 200);
});

stage.test('a provider that is back is found soon', async (visit) => {
  visit.expect(503);
  await stage.provider.start();
  const until = Date.now() + 15_000;
  do {
    assert.ok(Date.now() < until, 'the provider is up, and not asked');
    await visit.page.goto(`${stage.origin}/auth/signin`);
    await signIn(visit.page).provider.click();
    await sleep(500);
  } while (visit.page.url().startsWith(stage.origin));
  await logInAtProvider(visit.page, 'robin.sample@example.com');
  await visit.page.getByText('Robin Sample').waitFor();
  assert.equal(path(visit.page), '/auth/account');
});
