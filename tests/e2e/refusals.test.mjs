// What people see when the provider does not vouch for them.

import assert from 'node:assert/strict';
import { isToldOnTheSignInPage, logInAtProvider, path, signIn, signsInByPassword } from './pages.mjs';
import { Stage } from './stage.mjs';

const stage = Stage.open();

stage.test('a provider that goes away while somebody signs in is told too', async (visit) => {
  visit.expect(503);
  await visit.page.goto(`${stage.origin}/auth/signin`);
  stage.provider.silent.add('/token');
  try {
    await backFromTheProvider(visit, 'robin.sample@example.com');
    await isToldOnTheSignInPage(visit.page, /Sample ID cannot be reached/);
  } finally {
    stage.provider.silent.clear();
  }
  await signsInByPassword(visit.page);
});

stage.test('nobody gets in, or an account, by an address that the provider has not verified', async (visit) => {
  const before = await stage.people();
  visit.expect(403);
  await visit.page.goto(`${stage.origin}/auth/signin`);
  await backFromTheProvider(visit, 'kim.sample@example.com');
  await isToldOnTheSignInPage(visit.page, /no account here/);
  assert.deepEqual(await stage.people(), before, 'nobody was made');
  await visit.page.goto(`${stage.origin}/auth/account`);
  assert.equal(path(visit.page), '/auth/signin');
});

stage.test('who says no at the provider is back at the sign-in page', async (visit) => {
  visit.expect(401);
  await visit.page.goto(`${stage.origin}/auth/signin`);
  await signIn(visit.page).provider.click();
  await visit.page.getByRole('button', { name: 'Nobody' }).click();
  await isToldOnTheSignInPage(visit.page, /Sample ID/);
});

async function backFromTheProvider(visit, email) {
  await signIn(visit.page).provider.click();
  await logInAtProvider(visit.page, email);
}
