// How the console looks and whether everybody can use it, on small and large screens, in light and dark. With PICTURES=1
// its pictures in docs/pictures are taken anew.

import assert from 'node:assert/strict';
import {
  ACTIVITY, APPROVALS, REPORTS, TOKENS, USAGE, USERS, WEBHOOKS,
  button, comes, deliveries, link, nav, openOne, policyForm, secret, tokenForm, webhookForm,
} from './console.mjs';
import { Desk, LOOPBACK_HOOKS, Receiver } from './enterprise.mjs';
import { shop } from './integration.mjs';
import { fill, press } from './pages.mjs';
import { AGENT, DESK, PHONE, isForEverybody, picture } from './screens.mjs';
import { Stage } from './stage.mjs';

const stage = Stage.open(furnish, LOOPBACK_HOOKS);
let passwordOfKim;
let hooked;
let policy;

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
  await furnishTheDesk(await Desk.signIn(stage.origin, 'admin', 'admin'));
}

/** A webhook that took something and then nothing more, one that is switched off, and two policies of which one waits. */
async function furnishTheDesk(desk) {
  const receiver = await Receiver.start();
  const events = ['ticket.created', 'comment.added', 'ticket.status_changed'];
  ({ id: hooked } = await desk.call('POST', '/webhooks', { url: receiver.url, events }));
  await desk.call('POST', '/webhooks', { url: 'https://shop.example/hooks', events: ['ticket.created'], active: false });
  await desk.open('Screen of the till stays black', { priority: 'high' });
  await receiver.hears('Screen of the till');
  receiver.status = 503;
  const { items } = await desk.call('GET', '/departments?size=100');
  const department = items.find(({ name }) => name === 'IT Department').id;
  const steps = [
    { approver_type: 'department_manager', due_hours: 8 },
    { approver_type: 'role', approver_role: 'admin', due_hours: 24 },
  ];
  const changes = { name: 'Changes of IT', ticket_type: 'change', department_id: department, steps };
  ({ id: policy } = await desk.call('POST', '/approvals/policies', changes));
  const urgent = { name: 'Whatever is critical', priority: 'critical', active: false, steps: [steps[1]] };
  await desk.call('POST', '/approvals/policies', urgent);
  const change = { ticket_type: 'change', priority: 'high', department_id: department };
  await desk.open('Another switch in the cellar', change);
  await receiver.hears('Another switch');
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

    stage.test(`the webhooks ${where}`, async (visit) => {
      const { page } = visit;
      visit.expect(400);
      await stage.admitted(visit);
      await page.goto(`${stage.origin}${WEBHOOKS}`);
      await isForAdmins(page);
      const one = `${stage.origin}${WEBHOOKS}/${hooked.replace('wh_', '')}`;
      await comes(page, `${one}/deliveries`, deliveries(page).filter({ hasText: 'last answer: 503' }), 10_000);
      await shot(page, 'deliveries');
      await deliveries(page).first().locator('summary').press('Enter');
      await page.getByText('not now').first().waitFor();
      await isForAdmins(page);
      await page.goto(one);
      await shot(page, 'webhook');
      await isForAdmins(page);
      for (const asked of ['secret', 'delete', 'redeliver']) {
        await page.goto(`${one}/${asked}`);
        await isForAdmins(page);
      }
      await page.goto(`${stage.origin}${WEBHOOKS}/new`);
      await isForAdmins(page);
      await fill(page, webhookForm(page).url, 'https://shop.example/hooks');
      await press(page, button(page, 'Make the webhook'));
      await isForAdmins(page);
    }, options);

    stage.test(`the secret of a webhook ${where}`, async (visit) => {
      const { page } = visit;
      await stage.admitted(visit);
      await page.goto(`${stage.origin}${WEBHOOKS}`);
      await press(page, page.getByRole('link', { name: 'https://shop.example/hooks', exact: true }));
      await press(page, link(page, 'Another secret'));
      await press(page, button(page, 'Make another secret'));
      await secret(page, 'Secret').copy.waitFor();
      await isForAdmins(page);
    }, options);

    stage.test(`the approvals ${where}`, async (visit) => {
      const { page } = visit;
      visit.expect(400);
      await stage.admitted(visit);
      await page.goto(`${stage.origin}${APPROVALS}`);
      await shot(page, 'approvals');
      await isForAdmins(page);
      await press(page, link(page, 'Waiting for a decision'));
      await isForAdmins(page);
      await page.goto(`${stage.origin}${APPROVALS}/${policy}`);
      await shot(page, 'approval-policy');
      await isForAdmins(page);
      await press(page, link(page, 'Delete'));
      await isForAdmins(page);
      await page.goto(`${stage.origin}${APPROVALS}/new`);
      await fill(page, policyForm(page).name, 'Of nobody');
      await fill(page, policyForm(page).step(1).hours, 'soon');
      await press(page, button(page, 'Make the policy'));
      await isForAdmins(page);
    }, options);

    stage.test(`the reports ${where}`, async (visit) => {
      const { page } = visit;
      await stage.admitted(visit);
      await page.goto(`${stage.origin}${REPORTS}`);
      await page.locator('#by-status').evaluate((it) => it.scrollIntoView());
      await shot(page, 'reports');
      await isForAdmins(page);
      await page.goto(`${stage.origin}${REPORTS}?period=24h&department=2`);
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
