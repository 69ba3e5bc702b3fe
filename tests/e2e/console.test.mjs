// An admin makes, limits, watches and ends integration tokens in the console, with the keyboard alone. Each time another
// system uses the token over HTTP. Only copying needs JavaScript, and the rest is done in a browser without it.

import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { overflow } from './accessibility.mjs';
import { ACTIVITY, APPROVALS, REPORTS, TOKENS, USAGE, USERS, WEBHOOKS, button, comes, fact, isTold, link, nav, openOne, row, secret, tokenForm } from './console.mjs';
import { BASE, Shop, shop } from './integration.mjs';
import { account, choose, fill, path, press, signsIn, tabTo } from './pages.mjs';
import { answered } from './phone.mjs';
import { Stage } from './stage.mjs';

const stage = Stage.open();
const WITHOUT_SCRIPTS = { javaScriptEnabled: false };
const SECTIONS = {
  Usage: USAGE,
  Webhooks: WEBHOOKS,
  Approvals: APPROVALS,
  Users: USERS,
  Reports: REPORTS,
  Activity: ACTIVITY,
  'Integration tokens': TOKENS,
};

/** What the other system is told: the status, and the code and the message of a refusal. */
async function told(asked) {
  const { status, body } = await asked;
  return body.error ? [status, body.error, body.message] : [status];
}

/** Limits begin anew with each hour of the clock, which must not happen in between. */
async function wellWithinTheHour() {
  const left = 3_600_000 - (Date.now() % 3_600_000);
  if (left < 10_000) await sleep(left + 1_000);
}

async function makeByKeyboard(page, name) {
  await page.goto(`${stage.origin}${TOKENS}`);
  await press(page, link(page, 'New token'));
  await fill(page, tokenForm(page).name, name);
  assert.equal(await tokenForm(page).owner.inputValue(), 'admin', 'one owns a token oneself unless one says otherwise');
  await press(page, button(page, 'Make the token'));
  await page.getByRole('status').filter({ hasText: 'It is not shown again' }).waitFor();
  return secret(page).field.inputValue();
}

stage.test('whoever is not signed in is asked to, and comes back to the page that was asked for', async ({ page, context }) => {
  for (const address of [TOKENS, WEBHOOKS, APPROVALS, USERS, REPORTS, ACTIVITY]) {
    await page.goto(`${stage.origin}${address}`);
    assert.equal(path(page), '/auth/signin');
  }
  await page.goto(`${stage.origin}${USAGE}?outcome=errors`);
  assert.equal(path(page), '/auth/signin');
  await signsIn(page, 'admin', 'admin');
  assert.equal(page.url(), `${stage.origin}${USAGE}?outcome=errors`);
  stage.keep('admin', await context.cookies());
  await page.goto(`${stage.origin}/auth/account`);
  await press(page, account(page).console);
  assert.equal(path(page), TOKENS);
  for (const [name, address] of Object.entries(SECTIONS)) {
    await press(page, nav(page).getByRole('link', { name }));
    assert.equal(path(page), address);
    assert.equal(await nav(page).locator('[aria-current=page]').innerText(), name);
    assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), name);
  }
}, WITHOUT_SCRIPTS);

stage.test('a token is made by keyboard, shown once, and works', async (visit) => {
  const { page } = visit;
  visit.expect(409);
  await stage.admitted(visit);
  const shown = page.waitForResponse((response) => response.request().method() === 'POST');
  const made = await makeByKeyboard(page, 'Web shop');
  assert.equal((await shown).headers()['cache-control'], 'no-store');
  assert.match(made, /^stk_[A-Za-z0-9_-]{43}$/);
  const { field, copy } = secret(page);
  await tabTo(page, field);
  await page.keyboard.press('Control+A');
  assert.equal(await field.evaluate((it) => it.value.slice(it.selectionStart, it.selectionEnd)), made, 'it can be selected');
  assert.equal(await copy.isVisible(), false, 'and nothing is offered that would not work');
  assert.deepEqual(await told(new Shop(stage.origin, made).open('Sample order')), [201]);

  await page.reload();
  await page.getByRole('heading', { name: 'Done before' }).waitFor();
  await page.goto(`${stage.origin}${TOKENS}`);
  assert.equal(await row(page, 'Web shop').count(), 1, 'reloading has made no second one');
  assert.doesNotMatch(await page.content(), new RegExp(made));
  await press(page, row(page, 'Web shop').getByRole('link'));
  assert.doesNotMatch(await page.content(), new RegExp(made));
  await isTold(stage, page, 'Made an integration token: Web shop');
}, WITHOUT_SCRIPTS);

stage.test('a token is copied with JavaScript', async (visit) => {
  const { page, context } = visit;
  await stage.admitted(visit);
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: stage.origin });
  const made = await makeByKeyboard(page, 'Help desk of a supplier');
  await tabTo(page, secret(page).copy);
  await page.keyboard.press('Enter');
  await secret(page).copied.waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), made);
  assert.deepEqual(await told(new Shop(stage.origin, made).health()), [200]);
});

stage.test('a form that is filled in wrong says so at the field, and keeps the rest', async (visit) => {
  const { page } = visit;
  visit.expect(400);
  visit.expect(422);
  await stage.admitted(visit);
  await page.goto(`${stage.origin}${TOKENS}/new`);
  await fill(page, tokenForm(page).name, 'Of nobody');
  await fill(page, tokenForm(page).owner, 'nobody-of-that-name');
  await press(page, button(page, 'Make the token'));
  const { name, owner } = tokenForm(page);
  assert.equal(await owner.getAttribute('aria-invalid'), 'true');
  const problem = (await owner.getAttribute('aria-describedby')).split(' ').at(-1);
  assert.ok(await page.locator(`#${problem}[role=alert]`).innerText());
  assert.equal(await name.inputValue(), 'Of nobody');
  await page.goto(`${stage.origin}${TOKENS}`);
  assert.equal(await row(page, 'Of nobody').count(), 0);
}, WITHOUT_SCRIPTS);

stage.test('a call is seen within seconds, at the token and among all calls', async (visit) => {
  const { page } = visit;
  await stage.admitted(visit);
  const client = await shop(stage, 'Monitoring');
  const { body } = await client.open('Sample alarm');
  await client.ticket('01890000-0000-7000-8000-000000000000');
  const calls = page.getByRole('row').filter({ hasText: 'Monitoring' });
  const opening = calls.filter({ hasText: `POST ${BASE}/tickets` });
  await comes(page, `${stage.origin}${USAGE}`, opening);
  assert.match(await opening.innerText(), /\b201\b.*127\.0\.0\.1.*Sample-Shop\/1\.0/s);
  assert.ok(body.ticket.id);

  await choose(page, page.getByLabel('Token', { exact: true }), 'Monitoring');
  await choose(page, page.getByLabel('Outcome'), 'Errors');
  await press(page, button(page, 'Show'));
  assert.equal(await calls.count(), 1, 'only what failed is left');
  assert.match(await calls.innerText(), /404 error/);

  await openOne(stage, page, TOKENS, 'Monitoring');
  assert.equal(await fact(page, 'Calls in all').innerText(), '2');
  assert.equal(await fact(page, 'Errors').innerText(), '1');
  assert.notEqual(await fact(page, 'Last used').innerText(), 'Never');
}, WITHOUT_SCRIPTS);

stage.test('a lower limit counts at once, and a higher one too', async (visit) => {
  const { page } = visit;
  await stage.admitted(visit);
  const client = await shop(stage, 'Chatty');
  await wellWithinTheHour();
  assert.deepEqual(await told(client.health()), [200]);
  assert.deepEqual(await told(client.health()), [200]);
  await openOne(stage, page, TOKENS, 'Chatty');
  await fill(page, tokenForm(page).perHour, '2');
  await press(page, button(page, 'Save'));
  assert.equal(await tokenForm(page).perHour.inputValue(), '2');
  const refused = await client.health();
  assert.deepEqual(await told(refused), [429, 'rate_limit_exceeded', 'Rate limit exceeded']);
  assert.ok(Number(refused.headers.get('retry-after')) > 0);
  await fill(page, tokenForm(page).perHour, '3');
  await press(page, button(page, 'Save'));
  assert.deepEqual(await told(client.health()), [200]);
  assert.equal((await client.health()).status, 429);
  await isTold(stage, page, 'Changed an integration token: Chatty');
}, WITHOUT_SCRIPTS);

stage.test('a token is accepted to the end of its last day, and not beyond', async (visit) => {
  const { page } = visit;
  await stage.admitted(visit);
  const client = await shop(stage, 'For a season');
  await openOne(stage, page, TOKENS, 'For a season');
  const days = [
    ['2026-01-31', 'Ended', [401, 'invalid_token', 'Token has expired']],
    ['2999-12-31', 'Active', [200]],
  ];
  for (const [day, state, answer] of days) {
    await tokenForm(page).endsOn.fill(day);
    await press(page, button(page, 'Save'));
    assert.equal(await tokenForm(page).endsOn.inputValue(), day);
    assert.equal(await fact(page, 'State').innerText(), state);
    assert.deepEqual(await told(client.health()), answer);
  }
  assert.match(await fact(page, 'Ends').innerText(), /^3000-01-01 00:00 UTC/);
}, WITHOUT_SCRIPTS);

stage.test('a disabled token is refused, and accepted again once it is enabled', async (visit) => {
  const { page } = visit;
  await stage.admitted(visit);
  const client = await shop(stage, 'Paused');
  await openOne(stage, page, TOKENS, 'Paused');
  assert.equal(await fact(page, 'State').innerText(), 'Active');
  await press(page, button(page, 'Disable'));
  assert.equal(await fact(page, 'State').innerText(), 'Disabled');
  assert.deepEqual(await told(client.health()), [401, 'invalid_token', 'Token is disabled']);
  await press(page, button(page, 'Enable'));
  assert.equal(await fact(page, 'State').innerText(), 'Active');
  assert.deepEqual(await told(client.health()), [200]);
}, WITHOUT_SCRIPTS);

stage.test('a revoked token is refused for good', async (visit) => {
  const { page } = visit;
  await stage.admitted(visit);
  const client = await shop(stage, 'Given up');
  await openOne(stage, page, TOKENS, 'Given up');
  await press(page, button(page, 'Revoke'));
  assert.equal(await fact(page, 'State').innerText(), 'Revoked');
  assert.deepEqual(await told(client.health()), [401, 'invalid_token', 'Token is revoked']);
  for (const gone of [button(page, 'Enable'), link(page, 'Regenerate')]) assert.equal(await gone.count(), 0);
}, WITHOUT_SCRIPTS);

stage.test('a regenerated token has a new secret, and the old one is dead', async (visit) => {
  const { page } = visit;
  await stage.admitted(visit);
  const client = await shop(stage, 'Careless');
  const { body } = await client.open('Sample order');
  await openOne(stage, page, TOKENS, 'Careless');
  await press(page, link(page, 'Regenerate'));
  assert.deepEqual(await told(client.health()), [200], 'asking has done nothing yet');
  await press(page, button(page, 'Regenerate'));
  const renewed = new Shop(stage.origin, await secret(page).field.inputValue());
  assert.notEqual(renewed.token, client.token);
  assert.deepEqual(await told(client.health()), [401, 'invalid_token', 'Invalid token']);
  assert.deepEqual(await told(renewed.ticket(body.ticket.id)), [200], 'and its tickets are still its own');
  await isTold(stage, page, 'Gave an integration token another secret: Careless');
}, WITHOUT_SCRIPTS);

stage.test('a deleted token is gone after one has been asked, and its tickets stay', async (visit) => {
  const { page } = visit;
  await stage.admitted(visit);
  const client = await shop(stage, 'Closed shop');
  const { body } = await client.open('Order that outlives its shop');
  await openOne(stage, page, TOKENS, 'Closed shop');
  await press(page, link(page, 'Delete'));
  await press(page, link(page, 'Leave it as it is'));
  assert.deepEqual(await told(client.health()), [200]);
  await press(page, link(page, 'Delete'));
  await press(page, button(page, 'Delete'));
  assert.equal(path(page), TOKENS);
  assert.equal(await row(page, 'Closed shop').count(), 0);
  assert.deepEqual(await told(client.health()), [401, 'invalid_token', 'Invalid token']);

  const made = await stage.server.tessera('token', 'create', '--kind', 'api-key', '--user', 'admin');
  const headers = { 'x-api-key': made.trim() };
  const ticket = await answered(fetch(`${stage.origin}/api/v1/tickets/${body.ticket.id}`, { headers }));
  assert.equal(ticket.status, 200);
  assert.equal(ticket.body.data.title, 'Order that outlives its shop');
  await isTold(stage, page, 'Deleted an integration token');
}, WITHOUT_SCRIPTS);

stage.test('who is no admin finds no way in, and is told so kindly', async (visit) => {
  const { page } = visit;
  visit.expect(403);
  await stage.admitted(visit, 'kim', await stage.password('kim'));
  assert.equal(path(page), '/auth/account');
  assert.equal(await page.locator('a[href^="/console"]').count(), 0);
  for (const address of ['/console', TOKENS, `${TOKENS}/new`, USAGE, USERS, `${USERS}/1`, `${USERS}/1/password`, ACTIVITY, WEBHOOKS, APPROVALS, REPORTS]) {
    const answer = await page.goto(`${stage.origin}${address}`);
    assert.equal(answer.status(), 403, address);
    await page.getByRole('heading', { name: 'Not allowed' }).waitFor();
    assert.equal(await page.locator('a[href^="/console"]').count(), 0, address);
    assert.doesNotMatch(await page.content(), /stk_|admin@/, address);
    await press(page, page.getByRole('link', { name: 'To your account' }));
    assert.equal(path(page), '/auth/account');
  }
}, WITHOUT_SCRIPTS);

stage.test('a name without an end has its room and no more', async (visit) => {
  const { page } = visit;
  await stage.admitted(visit);
  await shop(stage, 'W'.repeat(255));
  await shop(stage, 'Sample '.repeat(36).trim());
  for (const size of [{ width: 320, height: 640 }, { width: 1280, height: 800 }]) {
    await page.setViewportSize(size);
    for (const address of [TOKENS, USAGE, ACTIVITY]) {
      await page.goto(`${stage.origin}${address}`);
      assert.deepEqual(await overflow(page), [], `${address} at ${size.width} px`);
    }
    await openOne(stage, page, TOKENS, 'W'.repeat(255));
    assert.deepEqual(await overflow(page), []);
  }
}, WITHOUT_SCRIPTS);

stage.test('whatever a token is called and a client says is text', async (visit) => {
  const { page } = visit;
  await stage.admitted(visit);
  const names = [`<script>document.title='hostile'</script>`, `"'><img src=/nowhere onerror=alert(1)>`, '</title></textarea>&amp;{{ 7*7 }}'];
  for (const name of names) {
    await makeByKeyboard(page, name);
    await openOne(stage, page, TOKENS, name);
    const one = page.url();
    assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), name);
    assert.equal(await page.title(), `${name} · Tessera`);
    assert.equal(await tokenForm(page).name.inputValue(), name);
    for (const asked of ['regenerate', 'delete']) {
      await page.goto(`${one}/${asked}`);
      assert.ok((await page.getByRole('heading', { level: 1 }).innerText()).includes(name));
    }
  }
  const client = await shop(stage, '<b>bold</b>');
  client.agent = `<script>alert(1)</script>`;
  await client.ticket(encodeURIComponent('<img src=x onerror=alert(1)>'));
  await comes(page, `${stage.origin}${USAGE}`, page.getByRole('row').filter({ hasText: client.agent }));
  const choices = await page.getByLabel('Token', { exact: true }).getByRole('option').allInnerTexts();
  for (const name of names) assert.ok(choices.includes(name), name);
  await isTold(stage, page, ...names);
  assert.equal(await page.locator('main :is(script, img, b)').count(), 0);
});
