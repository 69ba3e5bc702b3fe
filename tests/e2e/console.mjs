// What admins find in the console, by what assistive technology is told of it.

import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { press, tabTo } from './pages.mjs';

export const TOKENS = '/console/integration-tokens';
export const USAGE = '/console/usage';
export const WEBHOOKS = '/console/webhooks';
export const APPROVALS = '/console/approvals';
export const USERS = '/console/users';
export const REPORTS = '/console/reports';
export const ACTIVITY = '/console/activity';

export const nav = (page) => page.getByRole('navigation', { name: 'Console' });

/** The row of a list that begins with that name. */
export const row = (page, name) =>
  page.getByRole('row').filter({ has: page.getByRole('rowheader', { name, exact: true }) });

export const button = (page, name) => page.getByRole('button', { name, exact: true });

export const link = (page, name) => page.getByRole('link', { name, exact: true });

export const tokenForm = (page) => ({
  name: page.getByLabel('Name', { exact: true }),
  description: page.getByLabel('Description'),
  owner: page.getByLabel('Owner'),
  perHour: page.getByLabel('Calls per hour'),
  endsOn: page.getByLabel('Ends on'),
});

export const webhookForm = (page) => ({
  url: page.getByLabel('Address'),
  event: (name) => page.getByRole('checkbox', { name }),
});

/** The fields of a policy, and of its steps from 1. */
export const policyForm = (page) => ({
  name: page.getByLabel('Name', { exact: true }),
  department: page.getByLabel('Department', { exact: true }),
  tick: (name) => page.getByRole('checkbox', { name, exact: true }),
  step: (number) => {
    const step = page.getByRole('group', { name: `Step ${number}`, exact: true });
    return {
      who: step.getByLabel('Decided by'),
      login: step.getByLabel('Login'),
      hours: step.getByLabel('Hours to decide'),
      place: step.getByLabel('Place'),
    };
  },
});

/** The deliveries of a log, the newest first. */
export const deliveries = (page) => page.locator('ul.log > li');

/** What is shown once: a token, a password or a webhook's secret. */
export const secret = (page, label = 'Token') => ({
  field: page.getByRole('textbox', { name: label, exact: true }),
  copy: button(page, 'Copy'),
  copied: page.getByText('Copied.'),
});

/** A value of the list of facts at the top of a page. */
export const fact = (page, name) =>
  page.getByRole('main').locator('dl > div').filter({ has: page.getByText(name, { exact: true }) }).locator('dd');

/** Opens the page of one token, or of one person, from its list. */
export async function openOne(stage, page, list, name) {
  await page.goto(`${stage.origin}${list}`);
  await press(page, row(page, name).getByRole('link'));
  await page.getByRole('heading', { level: 1 }).waitFor();
}

/** The calls are recorded a moment later. */
export async function comes(page, address, what, within = 5_000) {
  const until = Date.now() + within;
  for (;;) {
    await page.goto(address);
    if ((await what.count()) > 0) return;
    assert.ok(Date.now() < until, `not there after ${within} ms: ${what}`);
    await sleep(250);
  }
}

/** Ticks a box, or takes the tick away, by keyboard. */
export async function tick(page, box) {
  await tabTo(page, box);
  await page.keyboard.press('Space');
}

/** The activity page tells that the admin did it. */
export async function isTold(stage, page, ...deeds) {
  await page.goto(`${stage.origin}${ACTIVITY}`);
  const rows = await page.getByRole('row').filter({ has: page.getByRole('cell', { name: 'admin', exact: true }) }).allInnerTexts();
  for (const deed of deeds) {
    assert.ok(rows.some((text) => text.includes(deed)), `"${deed}" is not among:\n${rows.join('\n')}`);
  }
}
