// Every message of a corpus of odd mail, sent by SMTP and read through every operation. The corpus is not part of the
// project: without it this test says so and does nothing.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startServer } from '../support/server.mjs';
import { endsWithLine } from '../support/smtp.mjs';

const folder = fileURLToPath(new URL('../../../shared/corpus/', import.meta.url));
const skip = existsSync(`${folder}index.json`) ? false : 'there is no corpus beside the repository';
const slowest = 1_000; // milliseconds that any answer may take

const pieces = ['/html', '/text', '/headers', '/raw'];

/** DATA ends with a line end: a client adds one where the message has none (RFC 5321 section 4.1.1.4). */
const asSent = (raw) => (endsWithLine(raw) ? raw : Buffer.concat([raw, Buffer.from('\r\n')]));

/** By HTTP nothing has to be added. */
async function putIn(server, raw) {
    const headers = { 'content-type': 'message/rfc822' };
    const { status, json } = await server.call('POST', '/api/messages', { body: raw, headers });
    assert.equal(status, 201);
    assert.ok((await server.get(`/api/messages/${json.id}/raw`)).equals(raw), 'by HTTP it is another message');
}

async function timed(server, target) {
    const begin = performance.now();
    const response = await server.call('GET', target);
    const took = performance.now() - begin;
    assert.ok(took < slowest, `${target} took ${Math.round(took)} ms`);
    return response;
}

async function readAll(server, id, raw) {
    const target = `/api/messages/${id}`;
    const { status, json: message } = await timed(server, target);
    assert.equal(status, 200);
    const answers = {};
    for (const piece of pieces) answers[piece] = await timed(server, target + piece);
    assert.ok(answers['/raw'].body.equals(raw), 'the source is not what was sent');
    assert.equal(answers['/html'].status, message.has_html ? 200 : 404);
    for (const piece of ['/text', '/headers']) assert.equal(answers[piece].status, 200);
    for (const part of message.parts) {
        const { status: partStatus, body } = await timed(server, `${target}/parts/${part.index}`);
        assert.equal(partStatus, 200);
        if (part.is_leaf) assert.equal(body.length, part.size, `part ${part.index}`);
    }
}

test('every message of the corpus comes back octet for octet, and every answer is valid', { skip }, async () => {
    const server = await startServer();
    try {
        const { messages } = JSON.parse(readFileSync(`${folder}index.json`, 'utf8'));
        assert.ok(messages.length > 0);
        const wrong = [];
        for (const { file } of messages) {
            const raw = readFileSync(folder + file);
            try {
                const sent = asSent(raw);
                await readAll(server, await server.send(sent), sent);
                if (sent !== raw && raw.length > 0) await putIn(server, raw);
            } catch (error) {
                wrong.push(`${file}: ${error.message}`);
            }
        }
        assert.deepEqual(wrong, []);
        assert.ok(server.running);
        for (let cursor = '', next = ''; next !== null; cursor = `&cursor=${next}`)
            next = (await server.get(`/api/messages?limit=500${cursor}`)).next;
    } finally {
        await server.stop();
    }
});
