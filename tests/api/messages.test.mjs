// Lists, single messages, and changes of one or many.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { aFile, aMessage, png, someHtml } from '../support/messages.mjs';
import { startServer } from '../support/server.mjs';

let server;
before(async () => (server = await startServer()));
after(() => server?.stop());

const empty = () => server.call('DELETE', '/api/messages?all=true');
const subjects = (page) => page.messages.map((message) => message.subject);
const unknownId = '0'.repeat(21) + 'x';

async function fill(count, subject = 'Number') {
    const ids = [];
    for (let i = 1; i <= count; ++i) ids.push(await server.send(aMessage({ subject: `${subject} ${i}` })));
    return ids;
}

test('a delivered message is at the top of the list at once', async () => {
    await empty();
    const id = await server.send(aMessage({ subject: 'Grüße 📨', text: 'First line.\r\nSecond.\r\n' }));
    const page = await server.get('/api/messages');
    assert.equal(page.total, 1);
    assert.equal(page.unread, 1);
    assert.equal(page.next, null);
    const [message] = page.messages;
    assert.equal(message.id, id);
    assert.equal(message.inbox, 'default');
    assert.equal(message.subject, 'Grüße 📨');
    assert.deepEqual(message.from, { name: 'Ann Example', address: 'ann@example.com' });
    assert.deepEqual(message.to, [{ name: 'Bob Example', address: 'bob@example.com' }]);
    assert.equal(message.read, false);
    assert.match(message.snippet, /^First line\. Second\./);
    assert.ok(Math.abs(Date.parse(message.received_at) - Date.now()) < 60_000);
});

test('a message shows its header, envelope, text, structure and attachments', async () => {
    const raw = aMessage({
        subject: 'All of it',
        to: Array.from({ length: 25 }, (_, i) => `to${i}@example.com`).join(', '),
        headers:
            'Cc: Carl <carl@example.com>\r\nReply-To: reply@example.com\r\nMessage-ID: <all-of-it@example.com>\r\n' +
            'Date: Fri, 02 Jan 2026 03:04:05 +0100\r\n',
        parts: [
            'Content-Type: text/plain\r\n\r\nPlain text.',
            someHtml('<p>HTML</p>'),
            aFile('1,2\n', { type: 'text/csv', name: 'numbers.csv' }),
        ],
    });
    const id = await server.send(raw, { mailFrom: 'bounce@example.com', rcptTo: ['x@example.com', 'y@example.com'] });
    const message = await server.get(`/api/messages/${id}`);
    assert.equal(message.to.length, 25);
    assert.deepEqual(message.cc, [{ name: 'Carl', address: 'carl@example.com' }]);
    assert.deepEqual(message.reply_to, [{ name: '', address: 'reply@example.com' }]);
    assert.equal(message.message_id, 'all-of-it@example.com');
    assert.equal(message.date, '2026-01-02T02:04:05.000Z');
    assert.match(message.text, /^Plain text\./);
    assert.equal(message.text_cut, false);
    assert.equal(message.size, raw.length);
    assert.equal(message.envelope.mail_from, 'bounce@example.com');
    assert.deepEqual(
        message.envelope.recipients.map((recipient) => recipient.address),
        ['x@example.com', 'y@example.com'],
    );
    assert.equal(message.envelope.helo, 'tests.example');
    assert.equal(message.envelope.client_address, '127.0.0.1');
    assert.deepEqual(
        message.parts.map((part) => [part.index, part.parent, part.type, part.is_leaf]),
        [
            [0, null, 'multipart/mixed', false],
            [1, 0, 'text/plain', true],
            [2, 0, 'text/html', true],
            [3, 0, 'text/csv', true],
        ],
    );
    assert.equal(message.text_part, 1);
    assert.equal(message.html_part, 2);
    assert.deepEqual(message.attachments, [
        { part: 3, filename: 'numbers.csv', type: 'text/csv', size: 4, content_id: '', inline: false },
    ]);
    const [summary] = (await server.get('/api/messages?limit=1')).messages;
    assert.equal(summary.to.length, 20);
    assert.equal(summary.has_html, true);
    assert.equal(summary.attachment_count, 1);
});

test('text comes from the HTML when there is no plain text', async () => {
    const raw = aMessage({ parts: [someHtml('<p>Grüße <b>all</b></p><script>no()</script>')] });
    const id = await server.send(raw);
    const { text } = await server.get(`/api/messages/${id}`);
    assert.match(text, /Grüße all/);
    assert.ok(!text.includes('no()'));
});

test('an image with a Content-ID in a multipart/related is inline', async () => {
    const parts = [someHtml('<img src="cid:i@x">'), aFile(png, { type: 'image/png', id: 'i@x' })];
    const id = await server.send(aMessage({ parts, multipart: 'related' }));
    const { attachments } = await server.get(`/api/messages/${id}`);
    assert.deepEqual(attachments, [
        { part: 2, filename: '', type: 'image/png', size: png.length, content_id: 'i@x', inline: true },
    ]);
});

test('text over 1 MB is cut in the JSON and whole as text', async () => {
    const text = 'All work and no play.\r\n'.repeat(60_000);
    const id = await server.send(aMessage({ text }));
    const message = await server.get(`/api/messages/${id}`);
    assert.equal(message.text_cut, true);
    assert.ok(message.text.length <= 1 << 20 && message.text.length > 1_000_000);
    const whole = await server.get(`/api/messages/${id}/text`);
    assert.ok(whole.length > 1_200_000);
});

test('pages follow one another, newest first, until there is no next', async () => {
    await empty();
    await fill(5);
    const first = await server.get('/api/messages?limit=2');
    assert.deepEqual(subjects(first), ['Number 5', 'Number 4']);
    assert.equal(first.total, 5);
    const second = await server.get(`/api/messages?limit=2&cursor=${first.next}`);
    assert.deepEqual(subjects(second), ['Number 3', 'Number 2']);
    assert.equal(second.total, 5);
    const third = await server.get(`/api/messages?limit=2&cursor=${second.next}`);
    assert.deepEqual(subjects(third), ['Number 1']);
    assert.equal(third.next, null);
});

test('a page that is just full is the last one', async () => {
    await empty();
    await fill(2);
    assert.equal((await server.get('/api/messages?limit=2')).next, null);
});

test('mail that arrives between pages neither repeats nor hides a message', async () => {
    await empty();
    await fill(9, 'Old');
    const seen = [];
    let cursor = '';
    do {
        const page = await server.get(`/api/messages?limit=2${cursor}`);
        seen.push(...subjects(page));
        cursor = page.next ? `&cursor=${page.next}` : '';
        await fill(1, 'New');
    } while (cursor);
    assert.deepEqual(
        seen,
        [9, 8, 7, 6, 5, 4, 3, 2, 1].map((i) => `Old ${i}`),
    );
});

test('a list can be narrowed to an inbox and to a read mark', async () => {
    await empty();
    const ids = await fill(3);
    await server.call('PATCH', `/api/messages/${ids[1]}`, { json: { read: true } });
    const read = await server.get('/api/messages?read=true');
    assert.deepEqual(subjects(read), ['Number 2']);
    assert.equal(read.total, 1);
    const unread = await server.get('/api/messages?read=false&inbox=default');
    assert.deepEqual(subjects(unread), ['Number 3', 'Number 1']);
    assert.deepEqual(subjects(await server.get('/api/messages?inbox=elsewhere')), []);
});

test('a read mark is set and taken away, and reading never sets it', async () => {
    const id = await server.send(aMessage());
    for (const piece of ['', '/raw', '/text', '/headers', '/parts/0']) await server.get(`/api/messages/${id}${piece}`);
    assert.equal((await server.get(`/api/messages/${id}`)).read, false);
    for (const read of [true, true, false]) {
        const changed = await server.call('PATCH', `/api/messages/${id}`, { json: { read } });
        assert.equal(changed.status, 200);
        assert.equal(changed.json.read, read);
        assert.equal((await server.get(`/api/messages/${id}`)).read, read);
    }
});

test('a deleted message is gone, and deleting it again says so', async () => {
    const id = await server.send(aMessage());
    assert.equal((await server.call('DELETE', `/api/messages/${id}`)).status, 204);
    for (const piece of ['', '/raw', '/html', '/text', '/headers', '/parts/0'])
        assert.equal((await server.call('GET', `/api/messages/${id}${piece}`)).status, 404);
    assert.equal((await server.call('DELETE', `/api/messages/${id}`)).status, 404);
    assert.equal((await server.call('PATCH', `/api/messages/${id}`, { json: { read: true } })).status, 404);
});

test('many messages are marked by their ids; unknown ones are passed over', async () => {
    await empty();
    const ids = await fill(3);
    const some = [ids[0], ids[2], unknownId];
    const change = (read) => server.call('PATCH', '/api/messages', { json: { ids: some, read } });
    assert.deepEqual((await change(true)).json, { changed: 2 });
    assert.deepEqual((await change(true)).json, { changed: 0 });
    assert.equal((await server.get('/api/messages')).unread, 1);
});

test('all messages are marked and deleted only when all=true says so', async () => {
    await empty();
    await fill(3);
    const marked = await server.call('PATCH', '/api/messages?all=true', { json: { read: true } });
    assert.deepEqual(marked.json, { changed: 3 });
    for (const target of ['/api/messages', '/api/messages?all=false'])
        assert.equal((await server.call('DELETE', target)).status, 400);
    assert.equal((await server.get('/api/messages')).total, 3);
    assert.deepEqual((await server.call('DELETE', '/api/messages?all=true')).json, { deleted: 3 });
    assert.equal((await server.get('/api/messages')).total, 0);
});

test('many messages are deleted by their ids', async () => {
    await empty();
    const ids = await fill(3);
    const deleted = await server.call('DELETE', '/api/messages', {
        json: { ids: [ids[0], ids[1], ids[1], unknownId] },
    });
    assert.deepEqual(deleted.json, { deleted: 2 });
    assert.deepEqual(subjects(await server.get('/api/messages')), ['Number 3']);
});

test('a bulk request that is unclear about its messages is refused and changes nothing', async () => {
    await empty();
    const [id] = await fill(1);
    const requests = [
        ['PATCH', '/api/messages', { read: true }],
        ['PATCH', '/api/messages?all=true', { ids: [id], read: true }],
        ['PATCH', '/api/messages', { ids: [], read: true }],
        ['PATCH', '/api/messages', { ids: [id] }],
        ['PATCH', '/api/messages?query=x', { read: true }],
        ['DELETE', '/api/messages?all=true', { ids: [id] }],
        ['DELETE', '/api/messages', { ids: [] }],
        ['DELETE', '/api/messages', {}],
        ['DELETE', '/api/messages?all=yes', undefined],
        ['DELETE', '/api/messages?query=x', undefined],
        ['DELETE', '/api/messages?all=true&query=x', undefined],
        ['DELETE', '/api/messages?all=true&inbox=x', undefined],
    ];
    for (const [method, target, json] of requests) {
        const response = await server.call(method, target, { json });
        assert.equal(response.status, 400, `${method} ${target} ${JSON.stringify(json)}`);
    }
    const page = await server.get('/api/messages');
    assert.equal(page.total, 1);
    assert.equal(page.unread, 1);
});
