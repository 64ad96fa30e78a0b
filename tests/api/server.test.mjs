// What the program says about itself, and that the contract and the program have the same operations.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { operations } from '../support/contract.mjs';
import { aFile, aMessage, someHtml } from '../support/messages.mjs';
import { startServer } from '../support/server.mjs';

let server;
before(async () => (server = await startServer()));
after(() => server?.stop());

test('info says where the program listens, how full it is and what its limits are', async () => {
    const raw = aMessage();
    await server.send(raw);
    const info = await server.get('/api/info');
    assert.deepEqual(info.smtp, [`${server.smtp.host}:${server.smtp.port}`]);
    assert.deepEqual(info.http, [`${server.http.host}:${server.http.port}`]);
    assert.equal(info.public, false);
    assert.deepEqual(info.storage, { ok: true, code: null, message: null, moved_aside: null });
    assert.deepEqual(info.counts, { total: 1, unread: 1, bytes: raw.length });
    assert.equal(info.durable, true);
    assert.equal(info.database, server.database);
    assert.ok(Object.keys(info.limits).length > 10);
    assert.ok(Math.abs(Date.parse(info.started_at) - Date.now()) < 60_000);
});

test('the served contract is the one in the sources', async () => {
    const { body, headers } = await server.call('GET', '/api/openapi.json');
    assert.ok(body.equals(readFileSync(new URL('../../schema/openapi.json', import.meta.url))));
    assert.equal(headers['content-type'], 'application/json; charset=utf-8');
});

test('probes answer', async () => {
    assert.deepEqual(await server.get('/livez'), { status: 'ok' });
    assert.deepEqual(await server.get('/readyz'), { status: 'ok' });
});

test('every operation of the contract answers as the contract says', async () => {
    const parts = ['Content-Type: text/plain\r\n\r\nText', someHtml('<p>x</p>'), aFile('x', { name: 'x' })];
    const id = await server.send(aMessage({ parts }));
    const bodies = {
        deliverMessage: [201, { body: aMessage(), headers: { 'content-type': 'message/rfc822' } }],
        changeMessages: [200, { json: { ids: [id], read: true } }],
        changeMessage: [200, { json: { read: false } }],
        deleteMessages: [200, { json: { ids: ['0'.repeat(22)] } }],
    };
    // Deleting comes last.
    const rows = operations.filter((row) => row.id !== 'openLiveStream');
    rows.sort((a, b) => Number(a.id === 'deleteMessage') - Number(b.id === 'deleteMessage'));
    for (const { id: name, method, path } of rows) {
        const [status, options] = bodies[name] ?? [name === 'deleteMessage' ? 204 : 200, {}];
        const target = path.replace('{id}', id).replace('{part}', '3');
        const response = await server.call(method, target, options);
        assert.equal(response.status, status, `${name}: ${response.body}`);
        if (method === 'GET') {
            const head = await server.call('HEAD', target);
            assert.equal(head.status, 200, name);
            assert.equal(head.headers['content-length'], response.headers['content-length'], name);
        }
    }
});

test('reading everything three times changes nothing', async () => {
    const id = await server.send(aMessage({ parts: [someHtml('<p>x</p>'), aFile('x', { name: 'x' })] }));
    const state = async () =>
        JSON.stringify([await server.get('/api/messages'), (await server.get('/api/info')).counts]);
    const before = await state();
    for (let round = 0; round < 3; ++round) {
        for (const { path } of operations.filter((row) => row.method === 'GET' && row.id !== 'openLiveStream'))
            await server.get(path.replace('{id}', id).replace('{part}', '2'));
    }
    assert.equal(await state(), before);
});
