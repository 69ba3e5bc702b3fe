// An admin reads the reports in the console, with the keyboard alone and without JavaScript, and finds the figures that
// the API gives.

import assert from 'node:assert/strict';
import { REPORTS, button, fact, link, nav, row } from './console.mjs';
import { Desk } from './enterprise.mjs';
import { choose, path, press } from './pages.mjs';
import { Stage } from './stage.mjs';

const stage = Stage.open(furnish);
const WITHOUT_SCRIPTS = { javaScriptEnabled: false };
let desk;

async function furnish(stage) {
  desk = await Desk.signIn(stage.origin, 'admin', 'admin');
  const ticket = await desk.open('Toner is empty', { priority: 'critical', ticket_type: 'problem', tags: ['Printers'] });
  await desk.call('PATCH', `/tickets/${ticket.id}`, { status: 'in_progress' });
}

/** How many tickets a chart has of that name, and how much of all. */
async function bar(page, chart, name) {
  const rows = page.getByRole('region', { name: chart, exact: true }).getByRole('row');
  const cells = rows.filter({ has: page.getByRole('rowheader', { name, exact: true }) }).getByRole('cell');
  return [Number(await cells.first().innerText()), await cells.last().innerText()];
}

stage.test('the figures are those of the API, for all and for one department', async (visit) => {
  const { page } = visit;
  await stage.admitted(visit);
  await press(page, nav(page).getByRole('link', { name: 'Reports' }));
  assert.equal(path(page), REPORTS);
  const { items } = await desk.call('GET', '/departments?size=100');
  for (const department of [undefined, ...items.filter(({ name }) => name === 'IT Department')]) {
    if (department) {
      await choose(page, page.getByLabel('Department', { exact: true }), department.name);
      await press(page, button(page, 'Show'));
    }
    const query = department ? `?department_id=${department.id}` : '';
    const { metrics } = await desk.call('GET', `/reports/dashboard${query}`);
    const { summary, users, departments } = await desk.call('GET', `/reports/performance${query}`);
    assert.equal(Number(await fact(page, 'Tickets opened').innerText()), metrics.total_tickets);
    assert.equal(Number(await fact(page, 'Finished of those').innerText()), summary.tickets_resolved);
    if (summary.tickets_resolved > 0) {
      assert.equal(await fact(page, 'To finishing').innerText(), `${metrics.avg_resolution_time.toFixed(1)} h`);
      assert.equal(await fact(page, 'Deadlines kept').innerText(), `${metrics.sla_compliance.toFixed(1)} %`);
    }
    const [open] = await bar(page, 'By status', 'Open');
    const [waiting] = await bar(page, 'By status', 'Waiting for an approval');
    assert.equal(open + waiting, metrics.open_tickets);
    assert.equal((await bar(page, 'By status', 'In progress'))[0], metrics.in_progress_tickets);
    assert.equal((await bar(page, 'By status', 'Resolved'))[0], metrics.resolved_tickets);
    assert.equal((await bar(page, 'By status', 'Closed'))[0], metrics.closed_tickets);
    for (const { name, total_tickets: tickets } of departments) {
      assert.equal((await bar(page, 'By department', name))[0], tickets);
    }
    const [first] = users;
    assert.match(await row(page, first.username).innerText(), new RegExp(`\\s${first.tickets_created}\\s+${first.tickets_resolved}\\s`));
  }
}, WITHOUT_SCRIPTS);

stage.test('another time has other figures, and every picture its numbers', async (visit) => {
  const { page } = visit;
  await stage.admitted(visit);
  await page.goto(`${stage.origin}${REPORTS}`);
  await choose(page, page.getByLabel('Opened in'), 'The last 24 hours');
  await press(page, button(page, 'Show'));
  assert.equal(new URL(page.url()).searchParams.get('period'), '24h');
  const { metrics } = await desk.call('GET', '/reports/dashboard?period=24h');
  assert.equal(Number(await fact(page, 'Tickets opened').innerText()), metrics.total_tickets);
  const [count, share] = await bar(page, 'By kind', 'Problem');
  assert.ok(count >= 1);
  assert.match(share, /^\d+ %$/);
  assert.ok((await bar(page, 'By priority', 'Highest'))[0] >= 1);
  assert.ok((await bar(page, 'Tags on most tickets', 'Printers'))[0] >= 1);
  for (const picture of await page.locator('svg').all()) {
    assert.equal(await picture.getAttribute('aria-hidden'), 'true', 'the numbers stand beside it');
  }
  assert.equal(await link(page, 'Reports').getAttribute('aria-current'), 'page');
}, WITHOUT_SCRIPTS);
