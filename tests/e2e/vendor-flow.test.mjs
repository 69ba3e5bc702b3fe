// The flow that the integration API's document shows, call by call as a client of it makes them: a ticket is opened,
// commented on, moved and looked at. Each answer has what the document prints, and nothing else.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Server } from './server.mjs';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;
const PLAYED_WITHIN = 90_000;

let server;
let baseUrl;
let token;

before(async () => {
  server = await Server.prepare();
  await server.start();
  baseUrl = `${server.origin}/functions/v1/integration-tickets`;
  const made = server.tessera('token', 'create', '--kind', 'integration', '--user', 'admin', '--name', 'Sample shop');
  token = (await made).trim();
}, { timeout: 60_000 });

after(() => server?.stop(), { timeout: 60_000 });

/** The answer's members, after its status and its content type. */
async function answer(response, status) {
  const text = await response.text();
  assert.equal(response.status, status, text);
  assert.match(response.headers.get('content-type'), /^application\/json\b/);
  return JSON.parse(text);
}

test('the token is printed once, alone on its line', () => {
  assert.match(token, /^stk_[A-Za-z0-9_-]{43}$/);
});

test('a ticket is opened and followed as the document shows it', { timeout: PLAYED_WITHIN }, async () => {
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
  const asked = {
    title: 'Sample order does not move',
    description: 'It has been in the same state since yesterday',
    priority: 'high',
    metadata: { order_id: '4711' },
  };
  const createResponse = await fetch(`${baseUrl}/tickets`, { method: 'POST', headers, body: JSON.stringify(asked) });
  const created = await answer(createResponse, 201);
  const { ticket } = created;
  assert.match(ticket.id, UUID);
  assert.match(ticket.created_at, MOMENT);
  const opened = { id: ticket.id, ...asked, status: 'open', category: null, created_at: ticket.created_at };
  assert.deepEqual(created, { ticket: opened });

  const content = 'The sample customer knows of it';
  const commentResponse = await fetch(`${baseUrl}/tickets/${ticket.id}/comments`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ content }),
  });
  const commented = await answer(commentResponse, 201);
  assert.match(commented.comment_id, UUID);
  assert.deepEqual(Object.keys(commented), ['comment_id']);

  const updateResponse = await fetch(`${baseUrl}/tickets/${ticket.id}/status`, {
    method: 'PATCH',
    headers,
    body: JSON.stringify({ status: 'in_progress' }),
  });
  const updated = await answer(updateResponse, 200);
  const { updated_at: movedAt } = updated.ticket;
  assert.match(movedAt, MOMENT);
  assert.deepEqual(updated, { success: true, ticket: { id: ticket.id, status: 'in_progress', updated_at: movedAt } });

  const statusResponse = await fetch(`${baseUrl}/tickets/${ticket.id}`, { headers: { Authorization: `Bearer ${token}` } });
  const found = await answer(statusResponse, 200);
  assert.deepEqual(found, { ticket: { ...opened, status: 'in_progress', updated_at: movedAt } });
  assert.ok(Date.parse(movedAt) >= Date.parse(ticket.created_at));
});

test('the health check lists what there is, with and without a slash at its end', { timeout: PLAYED_WITHIN }, async () => {
  for (const address of [baseUrl, `${baseUrl}/`]) {
    const response = await fetch(address, { headers: { Authorization: `Bearer ${token}` } });
    assert.deepEqual(await answer(response, 200), {
      status: 'ok',
      endpoints: ['POST /tickets', 'GET /tickets/:id', 'POST /tickets/:id/comments', 'PATCH /tickets/:id/status'],
    });
  }
});

test('what goes wrong is told in the documented form', { timeout: PLAYED_WITHIN }, async () => {
  const stranger = await answer(await fetch(`${baseUrl}/tickets`), 401);
  assert.equal(stranger.error, 'missing_token');
  const forged = await answer(await fetch(baseUrl, { headers: { Authorization: `Bearer ${token}x` } }), 401);
  assert.equal(forged.error, 'invalid_token');
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
  const untitled = await answer(await fetch(`${baseUrl}/tickets`, { method: 'POST', headers, body: '{}' }), 400);
  assert.equal(untitled.error, 'missing_required_field');
  const nowhere = await answer(await fetch(`${baseUrl}/tickets/01890000-0000-7000-8000-000000000000`, { headers }), 404);
  assert.equal(nowhere.error, 'not_found');
  for (const refusal of [stranger, forged, untitled, nowhere]) {
    assert.equal(typeof refusal.message, 'string');
    assert.ok(refusal.message);
  }
});
