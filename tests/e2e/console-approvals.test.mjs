// An admin lays down, changes and deletes approval policies in the console without JavaScript, once with the keyboard alone,
// and sees what waits for a decision because of them.

import assert from 'node:assert/strict';
import { APPROVALS, button, isTold, link, policyForm, row, tick } from './console.mjs';
import { Desk } from './enterprise.mjs';
import { choose, fill, go, path, press } from './pages.mjs';
import { Stage } from './stage.mjs';

const stage = Stage.open(furnish);
const WITHOUT_SCRIPTS = { javaScriptEnabled: false };
let desk;

async function furnish(stage) {
  desk = await Desk.signIn(stage.origin, 'admin', 'admin');
}

stage.test('a policy is laid down by keyboard, and counts', async (visit) => {
  const { page } = visit;
  await stage.admitted(visit);
  await page.goto(`${stage.origin}${APPROVALS}`);
  await press(page, link(page, 'New policy'));
  const form = policyForm(page);
  await fill(page, form.name, 'Changes of IT');
  await tick(page, form.tick('Change'));
  await choose(page, form.department, 'IT');
  await choose(page, form.step(1).who, 'S');
  await fill(page, form.step(1).login, 'maria');
  await fill(page, form.step(1).hours, '8');
  await choose(page, form.step(2).who, 'T');
  await press(page, button(page, 'Make the policy'));
  assert.match(await page.getByRole('status').innerText(), /is laid down/);
  assert.equal(await form.step(1).login.inputValue(), 'maria');
  assert.equal(await form.step(3).who.inputValue(), '', 'there is room for one more');

  await go(page, link(page, 'To the policies'));
  assert.match(await row(page, 'Changes of IT').innerText(), /Change; IT Department.*maria, within 8 hours.*The manager of the ticket's department, within 24 hours.*On/s);
  const departments = await desk.call('GET', '/departments?size=100');
  const it = departments.items.find(({ name }) => name === 'IT Department');
  await desk.open('Another switch in the cellar', { ticket_type: 'change', priority: 'high', department_id: it.id });
  await go(page, link(page, 'Waiting for a decision'));
  const waiting = page.getByRole('row').filter({ hasText: 'Another switch in the cellar' });
  assert.match(await waiting.innerText(), /IT Department\s+maria.*urgent/s);

  await isTold(stage, page, 'Laid down an approval policy');
}, WITHOUT_SCRIPTS);

stage.test('a policy is changed, its steps put into another order, and deleted after one has been asked', async (visit) => {
  const { page } = visit;
  await stage.admitted(visit);
  const steps = [
    { approver_type: 'department_manager', due_hours: 8 },
    { approver_type: 'role', approver_role: 'admin' },
  ];
  const { id } = await desk.call('POST', '/approvals/policies', { name: 'Purchases', ticket_type: 'request', steps });
  await page.goto(`${stage.origin}${APPROVALS}/${id}`);
  const form = policyForm(page);
  await form.name.fill('Purchases and what else');
  await form.tick('Problem').check();
  await form.tick('It counts').uncheck();
  await form.step(1).place.fill('2');
  await form.step(2).place.fill('1');
  await go(page, button(page, 'Save'));
  assert.match(await page.getByRole('status').innerText(), /is changed/);
  assert.equal(await form.step(1).who.inputValue(), 'admin', 'the steps stand in their new order');
  await go(page, link(page, 'To the policies'));
  assert.match(await row(page, 'Purchases and what else').innerText(), /Problem.*Off/s);

  await go(page, row(page, 'Purchases and what else').getByRole('link'));
  await go(page, link(page, 'Delete'));
  await go(page, button(page, 'Delete'));
  assert.equal(path(page), APPROVALS);
  assert.equal(await row(page, 'Purchases and what else').count(), 0);
  await isTold(stage, page, 'Changed an approval policy', 'Deleted an approval policy');
}, WITHOUT_SCRIPTS);

stage.test('a policy that is filled in wrong says so at the field, and keeps the rest', async (visit) => {
  const { page } = visit;
  visit.expect(400);
  await stage.admitted(visit);
  await page.goto(`${stage.origin}${APPROVALS}/new`);
  const form = policyForm(page);
  await form.name.fill('Of nobody');
  await form.tick('Incident').check();
  await form.step(1).who.selectOption({ label: 'Somebody by login' });
  await form.step(1).login.fill('nobody-of-that-name');
  await go(page, button(page, 'Make the policy'));
  const { login } = form.step(1);
  assert.equal(await login.getAttribute('aria-invalid'), 'true');
  assert.match(await page.locator(`#${await login.getAttribute('aria-describedby')}[role=alert]`).innerText(), /Nobody with this login/);
  assert.equal(await form.name.inputValue(), 'Of nobody');
  assert.equal(await form.tick('Incident').isChecked(), true);
  await page.goto(`${stage.origin}${APPROVALS}`);
  assert.equal(await row(page, 'Of nobody').count(), 0);
}, WITHOUT_SCRIPTS);

stage.test('of two who change a policy the second is told, and may go on from there', async (visit) => {
  const { page } = visit;
  visit.expect(412);
  await stage.admitted(visit);
  const policy = { name: 'Contended', steps: [{ approver_type: 'department_manager' }], active: false };
  const { id } = await desk.call('POST', '/approvals/policies', policy);
  await page.goto(`${stage.origin}${APPROVALS}/${id}`);
  await desk.call('PATCH', `/approvals/policies/${id}`, { name: 'Changed by another' });
  await policyForm(page).name.fill('Changed here');
  await go(page, button(page, 'Save'));
  assert.match(await page.getByRole('alert').innerText(), /Somebody else has changed this/);
  assert.equal(await policyForm(page).name.inputValue(), 'Changed here');
  assert.equal((await desk.call('GET', `/approvals/policies/${id}`)).name, 'Changed by another');
  await go(page, button(page, 'Save'));
  assert.match(await page.getByRole('status').innerText(), /is changed/);
  assert.equal((await desk.call('GET', `/approvals/policies/${id}`)).name, 'Changed here');
  await desk.call('DELETE', `/approvals/policies/${id}`);
}, WITHOUT_SCRIPTS);
