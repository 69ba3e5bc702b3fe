// An admin makes, tries, changes and ends webhooks in the console without JavaScript, the first with the keyboard alone,
// while an address on this machine is told.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { WEBHOOKS, button, comes, deliveries, fact, isTold, link, row, secret, tick, webhookForm } from './console.mjs';
import { Desk, LOOPBACK_HOOKS, Receiver } from './enterprise.mjs';
import { fill, go, path, press } from './pages.mjs';
import { Stage } from './stage.mjs';

const stage = Stage.open(furnish, LOOPBACK_HOOKS);
const WITHOUT_SCRIPTS = { javaScriptEnabled: false };
let desk;

async function furnish(stage) {
  desk = await Desk.signIn(stage.origin, 'admin', 'admin');
}

/** Makes a webhook that is told of new tickets with the keyboard alone, and gives its secret, which is shown then. */
async function makeByKeyboard(page, url) {
  await page.goto(`${stage.origin}${WEBHOOKS}`);
  await press(page, link(page, 'New webhook'));
  await fill(page, webhookForm(page).url, url);
  await tick(page, webhookForm(page).event(/^A ticket was opened/));
  await press(page, button(page, 'Make the webhook'));
  await page.getByRole('status').filter({ hasText: 'It is not shown again' }).waitFor();
  return secret(page, 'Secret').field.inputValue();
}

/** Has the API make one, and opens its page. */
async function openFresh(page, url) {
  const { id } = await desk.call('POST', '/webhooks', { url, events: ['ticket.created'] });
  await page.goto(`${stage.origin}${WEBHOOKS}/${id.replace('wh_', '')}`);
}

stage.test('a webhook is made by keyboard, its secret shown once, and it is told of a ticket', async (visit) => {
  const { page } = visit;
  visit.expect(409);
  await stage.admitted(visit);
  const receiver = await Receiver.start();
  const made = await makeByKeyboard(page, receiver.url);
  assert.match(made, /^whsec_/);
  await page.reload();
  await page.getByRole('heading', { name: 'Done before' }).waitFor();
  await page.goto(`${stage.origin}${WEBHOOKS}`);
  assert.equal(await row(page, receiver.url).count(), 1, 'reloading has made no second one');
  await go(page, row(page, receiver.url).getByRole('link').first());
  const one = page.url();
  assert.equal(await fact(page, 'State').innerText(), 'On');
  assert.ok(!(await page.content()).includes(made));

  await desk.open('A sample ticket that is told');
  const log = `${one}/deliveries`;
  const delivered = deliveries(page).filter({ hasText: 'ticket.created' }).filter({ hasText: 'Delivered' });
  await comes(page, log, delivered, 10_000);
  assert.match(await delivered.innerText(), /1 try, last answer: 200/);
  const { headers, body } = receiver.told[0];
  const expected = createHmac('sha256', made).update(body).digest('hex');
  assert.equal(headers['x-webhook-signature'], `sha256=${expected}`);
  await delivered.locator('summary').press('Enter');
  await page.getByText('thank you').waitFor();
  assert.equal(await delivered.locator('pre').last().innerText(), body);
  await isTold(stage, page, 'Made a webhook');
}, WITHOUT_SCRIPTS);

stage.test('what was refused is seen, and sent again', async (visit) => {
  const { page } = visit;
  await stage.admitted(visit);
  const receiver = await Receiver.start();
  receiver.status = 500;
  await openFresh(page, receiver.url);
  const one = page.url();
  await go(page, button(page, 'Send a test'));
  assert.match(await page.getByRole('status').innerText(), /A test is on its way/);
  const tested = deliveries(page).filter({ hasText: 'webhook.test' });
  await comes(page, `${one}/deliveries`, tested.filter({ hasText: 'last answer: 500' }), 10_000);
  assert.match(await tested.innerText(), /On its way.*Next try: /s);
  await page.getByLabel('Outcome').selectOption('delivered');
  await go(page, button(page, 'Show'));
  assert.equal(await deliveries(page).count(), 0);

  receiver.status = 204;
  // Meanwhile it may have been tried again by itself.
  await page.goto(`${one}/deliveries`);
  await go(page, tested.getByRole('button', { name: 'Send again' }));
  assert.match(await page.getByRole('status').innerText(), /on its way again/);
  await comes(page, `${one}/deliveries?state=delivered`, tested.filter({ hasText: /[23] tries, last answer: 204/ }), 10_000);

}, WITHOUT_SCRIPTS);

stage.test('what was missed while it was switched off is sent by a span of time', async (visit) => {
  const { page } = visit;
  await stage.admitted(visit);
  const receiver = await Receiver.start();
  await openFresh(page, receiver.url);
  await go(page, button(page, 'Switch off'));
  assert.equal(await fact(page, 'State').innerText(), 'Off');
  assert.equal(await button(page, 'Send a test').count(), 0);
  await desk.open('A sample ticket that is not told');
  await go(page, button(page, 'Switch on'));
  await go(page, link(page, 'Send what was missed'));
  const since = page.getByLabel('From');
  assert.match(await since.inputValue(), /^\d{4}-\d\d-\d\dT\d\d:\d\d$/);
  await go(page, button(page, 'Send it'));
  // What others have opened before is missed too.
  assert.match(await page.getByRole('status').innerText(), /On their way again: \d+\. For the first time: [1-9]/);
  await receiver.hears('A sample ticket that is not told');
}, WITHOUT_SCRIPTS);

stage.test('a webhook gets another secret', async (visit) => {
  const { page } = visit;
  await stage.admitted(visit);
  await openFresh(page, (await Receiver.start()).url);
  await go(page, link(page, 'Another secret'));
  await go(page, button(page, 'Make another secret'));
  const made = await secret(page, 'Secret').field.inputValue();
  assert.match(made, /^whsec_/);
  await go(page, link(page, 'To this webhook'));
  assert.match(await fact(page, 'The secret before signs until').innerText(), /UTC$/);
  assert.ok(!(await page.content()).includes(made));
  await isTold(stage, page, 'Gave a webhook another secret');
}, WITHOUT_SCRIPTS);

stage.test('a webhook gets another address if it can be reached, and is deleted after one has been asked', async (visit) => {
  const { page } = visit;
  visit.expect(400);
  await stage.admitted(visit);
  const receiver = await Receiver.start();
  await openFresh(page, receiver.url);
  const one = page.url();
  await webhookForm(page).url.fill('http://10.0.0.1/hooks');
  await go(page, button(page, 'Save'));
  const { url } = webhookForm(page);
  assert.equal(await url.getAttribute('aria-invalid'), 'true');
  assert.equal(await url.inputValue(), 'http://10.0.0.1/hooks', 'what was typed is kept');
  const problem = (await url.getAttribute('aria-describedby')).split(' ').at(-1);
  assert.match(await page.locator(`#${problem}[role=alert]`).innerText(), /can be reached/);
  await url.fill(`${receiver.url}/changed`);
  await webhookForm(page).event(/^A comment was written/).check();
  await go(page, button(page, 'Save'));
  assert.match(await page.getByRole('status').innerText(), /is changed/);
  assert.equal(await fact(page, 'Address').innerText(), `${receiver.url}/changed`);

  await go(page, link(page, 'Delete'));
  await go(page, link(page, 'Leave it as it is'));
  assert.equal(page.url(), one);
  await go(page, link(page, 'Delete'));
  await go(page, button(page, 'Delete'));
  assert.equal(path(page), WEBHOOKS);
  assert.equal(await row(page, `${receiver.url}/changed`).count(), 0);
  await isTold(stage, page, 'Changed a webhook', 'Deleted a webhook');
}, WITHOUT_SCRIPTS);
