// How the sign-in pages look and whether everybody can use them, on small and large screens, in light and dark. With PICTURES=1
// the pictures in docs/pictures are taken anew.

import assert from 'node:assert/strict';
import { account, signIn, typePassword } from './pages.mjs';
import { AGENT, DESK, PHONE, isForEverybody, picture } from './screens.mjs';
import { Stage } from './stage.mjs';

const stage = Stage.open();
for (const [screen, viewport] of Object.entries({ phone: PHONE, desk: DESK })) {
  for (const colorScheme of ['light', 'dark']) {
    const options = { viewport, colorScheme, userAgent: AGENT };
    const where = `on a ${screen} in ${colorScheme}`;

    stage.test(`the sign-in page ${where}`, async ({ page }) => {
      await page.goto(`${stage.origin}/auth/signin`);
      await signIn(page).submit.waitFor();
      await picture(page, 'signin', colorScheme);
      await isForEverybody(page);
    }, options);

    stage.test(`the account page and the password page ${where}`, async (visit) => {
      const phone = stage.phone();
      await visit.page.goto(phone.handoff);
      const link = await visit.deepLink(() => typePassword(visit.page, 'admin', 'admin'));
      const { body } = await phone.exchange(link.searchParams.get('ott'));
      const { page } = visit;
      await page.goto(`${stage.origin}/auth/account`);
      assert.equal(await account(page).sessions.count(), 2);
      if (screen === 'phone') await picture(page, 'account', colorScheme);
      await isForEverybody(page);
      await page.goto(`${stage.origin}/auth/password`);
      await isForEverybody(page);
      // The next one is to find the account as it was.
      await phone.revoke(body.refreshToken);
      await page.goto(`${stage.origin}/auth/account`);
      await account(page).signOut.click();
      await signIn(page).submit.waitFor();
    }, options);
  }
}

stage.test('a refusal is for everybody too', async (visit) => {
  visit.expect(401);
  const { page } = visit;
  await page.goto(`${stage.origin}/auth/signin`);
  await typePassword(page, 'admin', 'wrong password');
  await signIn(page).alert.waitFor();
  await isForEverybody(page);
}, { viewport: PHONE, colorScheme: 'dark' });

stage.test('an address that is none is told on a page that is for everybody', async (visit) => {
  visit.expect(404);
  const answer = await visit.page.goto(`${stage.origin}/auth/nowhere`);
  assert.equal(answer.status(), 404);
  await isForEverybody(visit.page);
}, { viewport: PHONE });
