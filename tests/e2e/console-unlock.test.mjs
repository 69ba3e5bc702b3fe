// An account that wrong passwords have locked is opened again by an admin. The tries at it are all that one address has
// in a minute.

import assert from 'node:assert/strict';
import { USERS, button, isTold, openOne } from './console.mjs';
import { path, press, signIn, signsIn, typePassword } from './pages.mjs';
import { Stage } from './stage.mjs';

const stage = Stage.open();
const WITHOUT_SCRIPTS = { javaScriptEnabled: false };
const FREE_TRIES = 5;

stage.test('an account that is locked is unlocked', async (visit) => {
  const { page } = visit;
  await stage.admitted(visit);
  const password = await stage.password('maria');
  await stage.visit(async (maria) => {
    maria.expect(401);
    maria.expect(429);
    for (let times = 0; times < FREE_TRIES; times += 1) {
      await isRefused(maria, 'wrong password');
      assert.match(await signIn(maria.page).alert.innerText(), /password is wrong/);
    }
    await isRefused(maria, password);
    assert.match(await signIn(maria.page).alert.innerText(), /too often/, 'the right one does not help');

    await openOne(stage, page, USERS, 'maria');
    await press(page, button(page, 'Unlock'));
    assert.match(await page.getByRole('status').innerText(), /lock is taken away/);
    await maria.page.goto(`${stage.origin}/auth/signin`);
    await signsIn(maria.page, 'maria', password);
    assert.equal(path(maria.page), '/auth/account');
  }, WITHOUT_SCRIPTS);
  await press(page, button(page, 'Unlock'));
  assert.match(await page.getByRole('status').innerText(), /was not locked/);
  await isTold(stage, page, "Took away an account's lock: maria");
}, WITHOUT_SCRIPTS);

/** Tries a password, which is refused. */
async function isRefused({ page }, password) {
  await page.goto(`${stage.origin}/auth/signin`);
  await typePassword(page, 'maria', password);
  await signIn(page).alert.waitFor();
}
