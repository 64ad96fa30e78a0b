// Messages that come by HTTP.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { aMessage } from '../support/messages.mjs';
import { startServer } from '../support/server.mjs';

let server;
before(async () => (server = await startServer({ options: ['--max-message-size', '1000000'] })));
after(() => server?.stop());

const deliver = (body, query = '', type = 'message/rfc822') =>
    server.call('POST', `/api/messages${query}`, { body, headers: { 'content-type': type } });

test('a message that was put in is stored octet for octet and listed', async () => {
    const raw = Buffer.concat([aMessage({ subject: 'By HTTP' }), Buffer.from([0, 0xff, 0x0a, 0x2e])]);
    const response = await deliver(raw);
    assert.equal(response.status, 201);
    const { id } = response.json;
    assert.ok((await server.get(`/api/messages/${id}/raw`)).equals(raw));
    assert.equal((await server.get('/api/messages?limit=1')).messages[0].id, id);
});

test('its envelope comes from the query', async () => {
    const query = '?mail_from=a%40example.com&rcpt_to=b%40example.com&rcpt_to=c%2Bd%40example.com';
    const { json } = await deliver(aMessage(), query);
    const { envelope } = await server.get(`/api/messages/${json.id}`);
    assert.equal(envelope.mail_from, 'a@example.com');
    assert.deepEqual(
        envelope.recipients.map((recipient) => recipient.address),
        ['b@example.com', 'c+d@example.com'],
    );
    assert.equal(envelope.protocol, 'HTTP');
    assert.equal(envelope.client_address, '127.0.0.1');
});

test('what the query does not say comes from the header', async () => {
    const { json } = await deliver(aMessage({ headers: 'Bcc: hidden@example.com\r\n' }));
    const { envelope } = await server.get(`/api/messages/${json.id}`);
    assert.equal(envelope.mail_from, 'ann@example.com');
    assert.deepEqual(
        envelope.recipients.map((recipient) => recipient.address),
        ['bob@example.com', 'hidden@example.com'],
    );
});

test('what cannot be a message or an envelope is refused', async () => {
    assert.equal((await deliver('')).status, 400);
    for (const query of ['?rcpt_to=', '?mail_from=a%0d%0ab', '?mail_from=a&mail_from=b', '?from=a']) {
        const { status, json } = await deliver(aMessage(), query);
        assert.equal(status, 400, query);
        assert.ok(json.error.field);
    }
    for (const type of ['text/plain', 'application/json', 'application/x-www-form-urlencoded', 'message/rfc822x'])
        assert.equal((await deliver(aMessage(), '', type)).status, 415, type);
});

test('a message over the limit is refused, one at the limit is not', async () => {
    const raw = (size) =>
        Buffer.concat([aMessage({ text: '' }), Buffer.alloc(size - aMessage({ text: '' }).length, 'a')]);
    assert.equal((await deliver(raw(1_000_000))).status, 201);
    const { status, json } = await deliver(raw(1_000_001));
    assert.equal(status, 413);
    assert.equal(json.error.code, 'too_large');
});
