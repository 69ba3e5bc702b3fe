// Signing in and out by password with the keyboard alone, in a browser without JavaScript.

import assert from 'node:assert/strict';
import { account, enter, path, press, signIn, signsIn, tabTo, typePassword } from './pages.mjs';
import { DEEP_LINK } from './phone.mjs';
import { Stage } from './stage.mjs';

const stage = Stage.open();
const WITHOUT_SCRIPTS = { javaScriptEnabled: false };

stage.test('signing in leads on, and signing out ends the session', async (visit) => {
  const { page } = visit;
  await page.goto(`${stage.origin}/auth/signin`);
  await signsIn(page, 'admin', 'admin');
  assert.equal(path(page), '/console/integration-tokens', 'an admin comes to the console');
  await press(page, page.getByRole('link', { name: 'Account' }));
  assert.equal(path(page), '/auth/account');
  await page.getByText('signed in as').getByText('admin').first().waitFor();
  assert.equal(await account(page).sessions.count(), 1, 'the session is listed');
  assert.match(await account(page).sessions.innerText(), /this one/);
  for (const cookie of await visit.context.cookies()) {
    assert.deepEqual([cookie.httpOnly, cookie.sameSite], [true, 'Lax'], cookie.name);
  }

  await tabTo(page, account(page).signOut);
  await page.keyboard.press('Enter');
  await signIn(page).submit.waitFor();
  await page.goto(stage.phone().handoff);
  assert.equal(path(page), '/auth/signin', 'the browser is signed out');
  await page.goto(`${stage.origin}/auth/account`);
  assert.equal(path(page), '/auth/signin');
}, WITHOUT_SCRIPTS);

stage.test('a wrong password is told, and the name needs no typing again', async (visit) => {
  const { page } = visit;
  visit.expect(401);
  await page.goto(`${stage.origin}/auth/signin`);
  const [answer] = await Promise.all([
    page.waitForResponse((response) => response.request().method() === 'POST'),
    typePassword(page, 'admin', 'wrong password'),
  ]);
  assert.equal(answer.status(), 401);
  await signIn(page).alert.waitFor();
  assert.match(await signIn(page).alert.innerText(), /password is wrong/);
  assert.equal(await signIn(page).login.inputValue(), 'admin');
  assert.equal(await signIn(page).password.inputValue(), '', 'a password is never sent back');
  await page.goto(`${stage.origin}/auth/account`);
  assert.equal(path(page), '/auth/signin', 'nobody is signed in');
}, WITHOUT_SCRIPTS);

stage.test('the password leads straight to the app that asked for it', async (visit) => {
  const phone = stage.phone();
  await visit.page.goto(phone.handoff);
  const link = await visit.deepLink(() => typePassword(visit.page, 'admin', 'admin'));
  assert.equal(link.href.split('?')[0], DEEP_LINK);
  assert.equal(link.searchParams.get('state'), phone.state);
  const { status, body } = await phone.exchange(link.searchParams.get('ott'));
  assert.equal(status, 200);
  assert.equal((await phone.stats(body.accessToken)).status, 200);
}, WITHOUT_SCRIPTS);

stage.test('trying again after a wrong password still leads to the app', async (visit) => {
  visit.expect(401);
  const phone = stage.phone();
  await visit.page.goto(phone.handoff);
  await typePassword(visit.page, 'admin', 'wrong password');
  await signIn(visit.page).alert.waitFor();
  const link = await visit.deepLink(async () => {
    await tabTo(visit.page, signIn(visit.page).password);
    await visit.page.keyboard.type('admin');
    await visit.page.keyboard.press('Enter');
  });
  assert.equal(link.searchParams.get('state'), phone.state);
}, WITHOUT_SCRIPTS);

stage.test('a phone is signed out from the account page', async (visit) => {
  const phone = stage.phone();
  await visit.page.goto(phone.handoff);
  const link = await visit.deepLink(() => typePassword(visit.page, 'admin', 'admin'));
  const { body } = await phone.exchange(link.searchParams.get('ott'));
  await visit.page.goto(`${stage.origin}/auth/account`);
  const session = account(visit.page).sessions.filter({ hasText: 'Phone (iOS), app 1.0.0' });
  // Phones of other tests are signed in too; the newest comes first.
  await tabTo(visit.page, session.first().getByRole('button', { name: 'End' }));
  await enter(visit.page);
  assert.equal(path(visit.page), '/auth/account');
  assert.equal((await phone.stats(body.accessToken)).status, 401);
  assert.equal((await phone.refresh(body.refreshToken)).status, 401);
}, WITHOUT_SCRIPTS);

stage.test('a new password ends the other sessions', async (visit) => {
  const phone = stage.phone();
  await visit.page.goto(phone.handoff);
  const link = await visit.deepLink(() => typePassword(visit.page, 'admin', 'admin'));
  const { body } = await phone.exchange(link.searchParams.get('ott'));
  assert.equal((await phone.stats(body.accessToken)).status, 200);

  const { page } = visit;
  await page.goto(`${stage.origin}/auth/account`);
  await tabTo(page, page.getByRole('link', { name: 'Change your password' }));
  await enter(page);
  await tabTo(page, page.getByLabel('Current password'));
  await page.keyboard.type('admin');
  await tabTo(page, page.getByLabel('New password'));
  await page.keyboard.type('seven sample words are long enough');
  await enter(page);
  await page.getByRole('status').waitFor();
  assert.equal((await phone.stats(body.accessToken)).status, 401, 'the phone is signed out');
  await page.goto(`${stage.origin}/auth/account`);
  assert.equal(path(page), '/auth/account', 'this browser is not');
  assert.equal(await account(page).sessions.count(), 1);
}, WITHOUT_SCRIPTS);
