// An admin gives people roles and new passwords, and closes and opens accounts, with the keyboard alone and without
// JavaScript. Each time the person meanwhile is in a browser of their own.

import assert from 'node:assert/strict';
import { TOKENS, USERS, button, fact, isTold, link, openOne, secret } from './console.mjs';
import { account, choose, path, press, signIn, signsIn, typePassword } from './pages.mjs';
import { Stage } from './stage.mjs';

const stage = Stage.open();
const WITHOUT_SCRIPTS = { javaScriptEnabled: false };

/** The page says that it is done. */
async function isDone(page, words) {
  assert.match(await page.getByRole('status').innerText(), words);
}

/** The browser's session has ended. */
async function isSignedOut({ page }) {
  await page.goto(`${stage.origin}/auth/account`);
  assert.equal(path(page), '/auth/signin');
}

/** The open sign-in page does not let them in. */
async function isRefused({ page }, login, password) {
  await typePassword(page, login, password);
  await signIn(page).alert.waitFor();
  assert.match(await signIn(page).alert.innerText(), /password is wrong/);
}

stage.test('another role counts from the next request on', async (visit) => {
  const { page } = visit;
  await stage.admitted(visit);
  const password = await stage.password('kim');
  await stage.visit(async (kim) => {
    kim.expect(403);
    await stage.admitted(kim, 'kim', password);
    assert.equal(await account(kim.page).console.count(), 0);
    await openOne(stage, page, USERS, 'kim');
    assert.equal(await fact(page, 'Role').innerText(), 'User');
    await choose(page, page.getByLabel('Role'), 'Admin');
    await press(page, button(page, 'Change the role'));
    await isDone(page, /role is changed/);
    assert.equal(await fact(page, 'Role').innerText(), 'Admin');
    await kim.page.goto(`${stage.origin}/auth/account`);
    await press(kim.page, account(kim.page).console);
    assert.equal(path(kim.page), TOKENS);
    await kim.page.goto(`${stage.origin}${USERS}/1`);
    await kim.page.getByText('Only a super admin changes the account of a super admin').waitFor();

    await choose(page, page.getByLabel('Role'), 'Technician');
    await press(page, button(page, 'Change the role'));
    await isDone(page, /role is changed/);
    await kim.page.goto(`${stage.origin}${USERS}`);
    await kim.page.getByRole('heading', { name: 'Not allowed' }).waitFor();
  }, WITHOUT_SCRIPTS);
  await isTold(stage, page, 'Changed an account: kim (role: user → admin)', 'Changed an account: kim (role: admin → technician)');
}, WITHOUT_SCRIPTS);

stage.test('a closed account is out at once, and in again once it is opened', async (visit) => {
  const { page } = visit;
  await stage.admitted(visit);
  const password = await stage.password('sascha');
  await stage.visit(async (sascha) => {
    sascha.expect(401);
    await stage.admitted(sascha, 'sascha', password);
    await openOne(stage, page, USERS, 'sascha');
    await press(page, button(page, 'Disable'));
    await isDone(page, /closed/);
    assert.equal(await fact(page, 'Account').innerText(), 'Closed');
    await isSignedOut(sascha);
    await isRefused(sascha, 'sascha', password);
    await press(page, button(page, 'Enable'));
    await isDone(page, /can be used again/);
    assert.equal(await fact(page, 'Account').innerText(), 'Open');
    await sascha.page.goto(`${stage.origin}/auth/signin`);
    await signsIn(sascha.page, 'sascha', password);
    assert.equal(path(sascha.page), '/auth/account');
  }, WITHOUT_SCRIPTS);
  await isTold(stage, page, 'Closed an account: sascha', 'Opened an account again: sascha');
}, WITHOUT_SCRIPTS);

stage.test('a password that was reset is shown once, and is the only one that lets the person in', async (visit) => {
  const { page } = visit;
  visit.expect(409);
  await stage.admitted(visit);
  const password = await stage.password('alex');
  await stage.visit(async (alex) => {
    alex.expect(401);
    await stage.admitted(alex, 'alex', password);
    await openOne(stage, page, USERS, 'alex');
    await press(page, link(page, 'Reset the password'));
    await press(page, button(page, 'Reset the password'));
    await page.getByRole('status').filter({ hasText: /It is not shown again/ }).waitFor();
    const shown = await secret(page, 'Password').field.inputValue();
    await page.reload();
    await page.getByRole('heading', { name: 'Done before' }).waitFor();
    await isSignedOut(alex);
    await isRefused(alex, 'alex', password);
    await alex.page.goto(`${stage.origin}/auth/signin`);
    await signsIn(alex.page, 'alex', shown);
    assert.equal(path(alex.page), '/auth/account', 'and reloading has made no other');
  }, WITHOUT_SCRIPTS);
  await isTold(stage, page, "Changed an account's password: alex");
}, WITHOUT_SCRIPTS);

stage.test('nobody closes the own account or changes the own role', async (visit) => {
  const { page } = visit;
  await stage.admitted(visit);
  await openOne(stage, page, USERS, 'admin');
  await page.getByText('This is your own account').waitFor();
  for (const name of ['Disable', 'Unlock', 'Change the role']) assert.equal(await button(page, name).count(), 0, name);
}, WITHOUT_SCRIPTS);
