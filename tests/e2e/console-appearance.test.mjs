// How the console looks and whether everybody can use it, on small and large screens, in light and dark. With PICTURES=1
// its pictures in docs/pictures are taken anew.

import assert from 'node:assert/strict';
import { ACTIVITY, TOKENS, USAGE, USERS, button, comes, link, nav, openOne, secret, tokenForm } from './console.mjs';
import { shop } from './integration.mjs';
import { fill, press } from './pages.mjs';
import { AGENT, DESK, PHONE, isForEverybody, picture } from './screens.mjs';
import { Stage } from './stage.mjs';

const stage = Stage.open(furnish);
let passwordOfKim;

async function furnish(stage) {
  passwordOfKim = await stage.password('kim');
  await shop(stage, 'Help desk of a supplier', '--expires-in', '30');
  const monitoring = await shop(stage, 'Monitoring', '--per-hour', '5000', '--expires-in', '90');
  const client = await shop(stage, 'Web shop');
  for (const title of ['Sample order does not move', 'Sample order arrived twice']) {
    const { body } = await client.open(title);
    await client.ticket(body.ticket.id);
  }
  await client.ticket('01890000-0000-7000-8000-000000000000');
  for (let times = 0; times < 3; times += 1) await monitoring.health();
}

/** A page of the console with the way to the others. */
async function isForAdmins(page) {
  await nav(page).waitFor();
  assert.equal(await nav(page).locator('[aria-current=page]').count(), 1, 'the way says where one is');
  await isForEverybody(page);
}

for (const [screen, viewport] of Object.entries({ phone: PHONE, desk: DESK })) {
  for (const colorScheme of ['light', 'dark']) {
    const options = { viewport, colorScheme, userAgent: AGENT };
    const where = `on a ${screen} in ${colorScheme}`;
    const shot = async (page, name) => colorScheme === 'light' && picture(page, `console-${name}`, colorScheme);

    stage.test(`the tokens ${where}`, async (visit) => {
      const { page } = visit;
      visit.expect(400);
      await stage.admitted(visit);
      await comes(page, `${stage.origin}${USAGE}`, page.getByRole('row').filter({ hasText: 'Monitoring' }));
      await page.goto(`${stage.origin}${TOKENS}`);
      await shot(page, 'tokens');
      await isForAdmins(page);
      await openOne(stage, page, TOKENS, 'Web shop');
      await shot(page, 'token');
      await isForAdmins(page);
      await page.goto(`${stage.origin}${TOKENS}/new`);
      await isForAdmins(page);
      await fill(page, tokenForm(page).name, 'Of nobody');
      await fill(page, tokenForm(page).owner, 'nobody-of-that-name');
      await press(page, button(page, 'Make the token'));
      await isForAdmins(page);
    }, options);

    stage.test(`what is asked before, and shown once, of a token ${where}`, async (visit) => {
      const { page } = visit;
      await stage.admitted(visit);
      await openOne(stage, page, TOKENS, 'Help desk of a supplier');
      await press(page, link(page, 'Delete'));
      await isForAdmins(page);
      await press(page, link(page, 'Leave it as it is'));
      await press(page, link(page, 'Regenerate'));
      await isForAdmins(page);
      await press(page, button(page, 'Regenerate'));
      await secret(page).copy.waitFor();
      await isForAdmins(page);
    }, options);

    stage.test(`usage and activity ${where}`, async (visit) => {
      const { page } = visit;
      await stage.admitted(visit);
      await comes(page, `${stage.origin}${USAGE}`, page.getByRole('row').filter({ hasText: 'Monitoring' }));
      await shot(page, 'usage');
      await page.getByText('As a table').press('Enter');
      await page.getByRole('columnheader', { name: 'Hour from' }).waitFor();
      await isForAdmins(page);
      await page.goto(`${stage.origin}${ACTIVITY}`);
      await isForAdmins(page);
    }, options);

    stage.test(`the people ${where}`, async (visit) => {
      const { page } = visit;
      await stage.admitted(visit);
      await page.goto(`${stage.origin}${USERS}`);
      await isForAdmins(page);
      await openOne(stage, page, USERS, 'admin');
      await isForAdmins(page);
      await openOne(stage, page, USERS, 'sascha');
      await isForAdmins(page);
      await press(page, link(page, 'Reset the password'));
      await isForAdmins(page);
      await press(page, button(page, 'Reset the password'));
      await secret(page, 'Password').copy.waitFor();
      await isForAdmins(page);
      await press(page, link(page, 'To this account'));
      await press(page, button(page, 'Unlock'));
      await page.getByRole('status').waitFor();
      await isForAdmins(page);
    }, options);

    stage.test(`who may not, and what is not there, ${where}`, async (visit) => {
      const { page } = visit;
      visit.expect(403);
      visit.expect(404);
      await stage.admitted(visit, 'kim', passwordOfKim);
      for (const [address, status] of Object.entries({ [TOKENS]: 403, '/console/nowhere': 404 })) {
        const answer = await page.goto(`${stage.origin}${address}`);
        assert.equal(answer.status(), status);
        await isForEverybody(page);
      }
    }, options);
  }
}
