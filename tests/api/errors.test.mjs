// Requests that are wrong, hostile or both: each is answered as the contract says, and changes nothing.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { closeSync, fstatSync, openSync, writeSync } from 'node:fs';
import net from 'node:net';
import { after, before, test } from 'node:test';
import { contract, operations } from '../support/contract.mjs';
import { aMessage, someHtml } from '../support/messages.mjs';
import { startServer } from '../support/server.mjs';

let server;
let id;
before(async () => {
    server = await startServer();
    id = await server.send(aMessage({ parts: [someHtml('<p>x</p>')] }));
});
after(() => server?.stop());

const targetOf = (path) => path.replace('{id}', id).replace('{part}', '1');
const changing = operations.filter((row) => row.method !== 'GET');
const takingJson = changing.filter((row) => row.operation.requestBody?.content['application/json']);
const json = { 'content-type': 'application/json' };

async function untouched() {
    const page = await server.get('/api/messages');
    assert.equal(page.total, 1);
    assert.equal(page.unread, 1);
}

test('JSON nested 100,000 deep is refused on every route that takes JSON', async () => {
    for (const { method, path } of takingJson) {
        for (const body of ['['.repeat(100_000), '{"a":'.repeat(100_000)]) {
            const { status } = await server.call(method, targetOf(path), { headers: json, body });
            assert.ok([400, 413].includes(status), `${method} ${path}: ${status}`);
        }
    }
    await untouched();
});

test('a body of 16 MB is refused wherever JSON or nothing is taken', async () => {
    const body = Buffer.alloc(16_000_000, '{},');
    body.write('[');
    for (const { method, path } of operations.filter(
        (row) => row.id !== 'deliverMessage' && row.id !== 'openLiveStream',
    )) {
        const options = { headers: { ...json, 'content-length': body.length }, body };
        // The server may answer and close before everything is sent.
        const response = await server.call(method, targetOf(path), options).catch((error) => ({ status: error.code }));
        assert.ok([413, 'ECONNRESET', 'EPIPE'].includes(response.status), `${method} ${path}: ${response.status}`);
    }
    await untouched();
});

test('numbers that are none are refused and never wrap', async () => {
    const values = [
        '-1',
        '1e400',
        '18446744073709551616',
        '"10"',
        'null',
        'true',
        '[]',
        'NaN',
        '10abc',
        '%201',
        '',
        '0',
        '501',
    ];
    for (const value of values) {
        const { status, json: body } = await server.call('GET', `/api/messages?limit=${value}`);
        assert.equal(status, 400, value);
        assert.equal(body.error.field, 'limit');
    }
    for (const value of ['-1', 'x', '9223372036854775808', ''])
        assert.equal((await server.call('GET', `/api/messages?cursor=${value}`)).json.error.field, 'cursor');
    for (const query of ['limit=1&limit=2', 'limt=1', 'read=1', 'inbox=', 'LIMIT=1'])
        assert.equal((await server.call('GET', `/api/messages?${query}`)).status, 400, query);
});

test('search is refused as unsupported, also where it would change something', async () => {
    for (const method of ['GET', 'PATCH', 'DELETE']) {
        const body = method === 'GET' ? undefined : '{"read":true}';
        const { status, json: answer } = await server.call(method, '/api/messages?query=x', {
            headers: body && json,
            body,
        });
        assert.equal(status, 400);
        assert.deepEqual([answer.error.code, answer.error.field], ['unsupported', 'query']);
    }
    await untouched();
});

test('unknown query parameters are refused on every operation', async () => {
    const bodies = { 'application/json': '{"read":true}', 'message/rfc822': 'Subject: x\r\n\r\n' };
    for (const { method, path, operation } of operations.filter((row) => row.id !== 'openLiveStream')) {
        const [type] = Object.keys(operation.requestBody?.content ?? {});
        const options = type ? { headers: { 'content-type': type }, body: bodies[type] } : {};
        const { status, json: answer } = await server.call(method, `${targetOf(path)}?nonsense=1`, options);
        assert.equal(status, 400, `${method} ${path}`);
        assert.equal(answer.error.field, 'nonsense');
    }
    await untouched();
});

test('bodies that are not the expected JSON are refused', async () => {
    const bodies = [
        '',
        'x',
        '[]',
        'null',
        '{"read":1}',
        '{"read":true,"read":false}',
        '{"read":true,"x":1}',
        '{"ids":-1,"read":true}',
        '{"ids":[1],"read":true}',
        '{"ids":"10","read":true}',
        '{"ids":["\\ud800"],"read":true}',
        '\ufeff{"read":true',
        '{"ids":[null],"read":NaN}',
        '{"read":1e400}',
    ];
    for (const body of bodies) {
        const { status } = await server.call('PATCH', '/api/messages', { headers: json, body });
        assert.equal(status, 400, body);
    }
    for (const hex of ['ff', 'c0af', 'eda080']) {
        const body = Buffer.concat([Buffer.from('{"read":true,"'), Buffer.from(hex, 'hex'), Buffer.from('":1}')]);
        assert.equal((await server.call('PATCH', `/api/messages/${id}`, { headers: json, body })).status, 400);
    }
    await untouched();
});

test('only real JSON is taken as JSON', async () => {
    const types = [
        'text/plain',
        'application/x-www-form-urlencoded',
        'multipart/form-data; boundary=x',
        'application/jsonp',
        'application/json;x',
        'application/json, text/plain',
        'application/json; charset=utf-16',
        '',
    ];
    for (const { method, path } of takingJson) {
        for (const type of types) {
            const headers = type ? { 'content-type': type } : {};
            const { status } = await server.call(method, targetOf(path), { headers, body: '{"read":true}' });
            assert.equal(status, 415, `${method} ${path} ${type}`);
        }
    }
    await untouched();
});

test('other origins change nothing and are never told that they may read', async () => {
    const { host, port } = server.http;
    const origins = ['http://evil.test', 'null', `http://${host}:${port + 1}`, `http://localhost:${port}.evil.test`];
    for (const origin of origins) {
        for (const { method, path } of changing) {
            const { status, json: answer } = await server.call(method, targetOf(path), {
                headers: { ...json, origin },
                body: '{}',
            });
            assert.equal(status, 403, `${method} ${path} ${origin}`);
            assert.equal(answer.error.code, 'origin_not_allowed');
        }
        const preflight = await server.request('OPTIONS', '/api/messages', {
            headers: { origin, 'access-control-request-method': 'DELETE' },
        });
        assert.equal(preflight.headers['access-control-allow-origin'], undefined);
    }
    const own = await server.call('PATCH', `/api/messages/${id}`, {
        headers: { origin: server.origin },
        json: { read: false },
    });
    assert.equal(own.status, 200);
    await untouched();
});

test('other sites and the wrong kinds of elements do not get what a mail brought', async () => {
    for (const site of ['cross-site', 'same-site']) {
        for (const { method, path } of changing)
            assert.equal(
                (await server.call(method, targetOf(path), { headers: { 'sec-fetch-site': site } })).status,
                403,
            );
        assert.equal(
            (await server.call('GET', `/api/messages/${id}/html`, { headers: { 'sec-fetch-site': site } })).status,
            403,
        );
    }
    for (const kind of ['script', 'style', 'worker', 'object', 'embed', 'serviceworker', 'sharedworker']) {
        for (const piece of ['raw', 'html', 'text', 'parts/1', 'headers']) {
            const { status } = await server.call('GET', `/api/messages/${id}/${piece}`, {
                headers: { 'sec-fetch-dest': kind },
            });
            assert.equal(status, 403, `${piece} as ${kind}`);
        }
    }
    await untouched();
});

test('a foreign Host is refused, and the answer names the option that allows it', async () => {
    for (const host of ['evil.test', '127.0.0.1.evil.test', 'localhost.evil.test']) {
        const { status, json: answer } = await server.call('GET', '/api/messages', { headers: { host } });
        assert.equal(status, 403, host);
        assert.equal(answer.error.code, 'host_not_allowed');
        assert.match(answer.error.message, /allowed-host/);
    }
});

test('whatever is no id is not found', async () => {
    const ids = [
        "' OR 1=1--",
        '..',
        '%2e%2e',
        'x'.repeat(5_000),
        'ü',
        '0'.repeat(22),
        '0'.repeat(21),
        '%00',
        `${id}x`,
        id.slice(1),
    ];
    for (const odd of ids) {
        for (const piece of ['', '/raw', '/html', '/text', '/headers', '/parts/0']) {
            const target = `/api/messages/${odd.includes('%') ? odd : encodeURIComponent(odd)}${piece}`;
            const { status } = await server.call('GET', target);
            assert.ok(status === 404 || (status === 400 && odd.includes('%')), `${target.slice(0, 100)}: ${status}`);
        }
    }
});

test('methods that a path does not have are refused and named', async () => {
    const expected = { '/api/messages': ['PUT'], '/api/info': ['POST', 'DELETE', 'PATCH'], '/api/live': ['POST'] };
    for (const [path, methods] of Object.entries(expected)) {
        for (const method of [...methods, 'TRACE', 'X'.repeat(20)]) {
            const { status, headers } = await server.request(method, path);
            assert.ok([400, 405].includes(status), `${method} ${path}: ${status}`);
            if (status === 405) assert.ok(headers.allow.length > 0);
        }
    }
    const { status } = await server.request('GET', '/api/live');
    assert.ok(status >= 400 && status < 500);
});

/** What the server says to these octets before it closes. */
async function exchange(text) {
    const socket = net.connect(server.http);
    let answer = '';
    socket.on('data', (octets) => (answer += octets));
    socket.on('error', () => {});
    socket.end(text);
    await once(socket, 'close');
    return answer;
}

test('methods in small letters or without end are refused', async () => {
    for (const method of ['get', 'G'.repeat(5_000), 'G\0T']) {
        const answer = await exchange(
            `${method} /api/messages HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
        );
        assert.match(answer, /^HTTP\/1\.1 4\d\d /, method.slice(0, 10));
    }
});

test('a live stream is refused to other origins', async () => {
    const handshake = (origin) =>
        `GET /api/live HTTP/1.1\r\nHost: ${server.http.host}:${server.http.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nOrigin: ${origin}\r\n\r\n`;
    assert.match(await exchange(handshake('http://evil.test')), /^HTTP\/1\.1 403 /);
    assert.match(await exchange(handshake('null')), /^HTTP\/1\.1 403 /);
    assert.match(await exchange(handshake(server.origin)), /^HTTP\/1\.1 101 /);
});

test('a storage that fails is answered without a word about how', async () => {
    const broken = await startServer();
    try {
        const target = await broken.send(Buffer.concat([aMessage(), Buffer.from('x\r\n'.repeat(70_000))]));
        overwrite(broken.database);
        overwrite(`${broken.database}-wal`);
        let failures = 0;
        for (const { method, path, id: name } of operations.filter(
            (row) => row.method === 'GET' && row.id !== 'openLiveStream',
        )) {
            const { status, body } = await broken.call(method, path.replace('{id}', target).replace('{part}', '0'));
            if (status < 500) continue;
            ++failures;
            assert.ok(
                !/sqlite|select|malformed|database|\/tmp|\.cpp|std::|store::/i.test(String(body)),
                `${name}: ${body}`,
            );
        }
        assert.ok(failures > 0, 'nothing failed');
        assert.equal((await broken.call('GET', '/livez')).status, 200);
    } finally {
        await broken.stop();
    }
});

/** Every octet of the file but its first page, where it says what it is. */
function overwrite(file) {
    const descriptor = openSync(file, 'r+');
    const { size } = fstatSync(descriptor);
    const begin = 100;
    if (size > begin) writeSync(descriptor, Buffer.alloc(size - begin, 0x55), 0, size - begin, begin);
    closeSync(descriptor);
}

test('the program still runs', async () => {
    assert.ok(server.running);
    await untouched();
    assert.ok(Object.keys(contract.paths).length > 0);
});
