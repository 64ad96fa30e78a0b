// The live stream: what it tells, in which order, and how a client catches up.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { aMessage } from '../support/messages.mjs';
import { startServer } from '../support/server.mjs';

let server;
before(async () => (server = await startServer()));
after(() => server?.stop());

const numbersOf = (events) => events.map((event) => event.number);

/** The number of the newest event. */
async function lastNumber() {
    const stream = await server.live();
    const { last } = await stream.next();
    await stream.close();
    return last;
}

test('a stream begins with hello and the counts', async () => {
    const stream = await server.live();
    const hello = await stream.next();
    const { total, unread } = (await server.get('/api/info')).counts;
    assert.deepEqual(hello, { type: 'hello', last: hello.last, total, unread });
    await stream.close();
});

test('arriving, marking and deleting are told with what they met', async () => {
    const stream = await server.live();
    const { total } = await stream.next();
    const id = await server.send(aMessage({ subject: 'Live' }));
    const arrival = await stream.events(1);
    assert.equal(arrival.events[0].kind, 'message_received');
    assert.equal(arrival.last.total, total + 1);
    const [listed] = (await server.get('/api/messages?limit=1')).messages;
    assert.deepEqual(arrival.events[0].message, listed);

    await server.call('PATCH', `/api/messages/${id}`, { json: { read: true } });
    const [marked] = (await stream.events(1)).events;
    assert.deepEqual(marked, { number: marked.number, kind: 'messages_marked', ids: [id], read: true });

    await server.call('DELETE', `/api/messages/${id}`);
    const removal = await stream.events(1);
    const [removed] = removal.events;
    assert.deepEqual(removed, { number: removed.number, kind: 'messages_removed', ids: [id] });
    assert.equal(removal.last.total, total);
    await stream.close();
});

test('a change that changes nothing is not told', async () => {
    const id = await server.send(aMessage());
    const stream = await server.live();
    await stream.next();
    await server.call('PATCH', `/api/messages/${id}`, { json: { read: false } });
    await server.call('PATCH', `/api/messages/${id}`, { json: { read: true } });
    const [first] = (await stream.events(1)).events;
    assert.equal(first.read, true);
    await stream.close();
});

test('a burst is gathered: numbers without gaps in few frames, the same for every socket', async () => {
    const streams = await Promise.all([server.live(), server.live(), server.live()]);
    const { last } = (await Promise.all(streams.map((stream) => stream.next())))[0];
    const count = 60;
    for (let i = 0; i < count; ++i) await server.send(aMessage({ subject: `Burst ${i}` }));
    for (const stream of streams) {
        const { events } = await stream.events(count);
        assert.deepEqual(
            numbersOf(events),
            Array.from({ length: count }, (_, i) => last + 1 + i),
        );
        await stream.close();
    }
});

test('who comes back with the last number misses nothing and hears nothing twice', async () => {
    const since = await lastNumber();
    const ids = [];
    for (let i = 0; i < 5; ++i) ids.push(await server.send(aMessage({ subject: `Missed ${i}` })));
    const stream = await server.live(`?since=${since}`);
    assert.equal((await stream.next()).type, 'hello');
    const { events } = await stream.events(5);
    assert.deepEqual(
        events.map((event) => event.message.id),
        ids,
    );
    const id = await server.send(aMessage({ subject: 'After' }));
    const { events: after } = await stream.events(1);
    assert.equal(after[0].message.id, id);
    assert.equal(after[0].number, events.at(-1).number + 1);
    await stream.close();
});

test('nothing is missed or doubled while mail arrives during reconnects', async () => {
    let since = await lastNumber();
    const first = since;
    let sending = true;
    const sent = (async () => {
        for (let i = 0; i < 100; ++i) await server.send(aMessage({ subject: `Stormy ${i}` }));
        sending = false;
    })();
    const heard = [];
    const hearSome = async (stream) => {
        for (const event of (await stream.events(1)).events) {
            heard.push(event.number);
            since = event.number;
        }
    };
    while (heard.length < 100) {
        const stream = await server.live(`?since=${since}`);
        assert.equal((await stream.next()).type, 'hello');
        await hearSome(stream);
        if (!sending) while (heard.length < 100) await hearSome(stream);
        await stream.close();
    }
    await sent;
    assert.deepEqual(
        heard,
        Array.from({ length: 100 }, (_, i) => first + 1 + i),
    );
});

test('a message that is gone again is left out when it is replayed', async () => {
    const since = await lastNumber();
    const gone = await server.send(aMessage());
    const kept = await server.send(aMessage());
    await server.call('DELETE', `/api/messages/${gone}`);
    const stream = await server.live(`?since=${since}`);
    await stream.next();
    const { events } = await stream.events(2);
    assert.deepEqual(
        events.map((event) => event.message?.id ?? event.ids[0]),
        [kept, gone],
    );
    await stream.close();
});

test('a number that is not of this run, or too long ago, brings a reset', async () => {
    for (const since of [0, 1, Number.MAX_SAFE_INTEGER]) {
        const stream = await server.live(`?since=${since}`);
        const hello = await stream.next();
        const reset = await stream.next();
        assert.deepEqual(reset, { type: 'reset', last: hello.last });
        const id = await server.send(aMessage());
        assert.equal((await stream.events(1)).events[0].message.id, id);
        await stream.close();
    }
});

test('a wrong query is refused with 1008', async () => {
    for (const query of ['?since=-1', '?since=x', '?since=1&since=2', '?sinse=1', '?since=']) {
        const stream = await server.live(query);
        const { code, reason } = await stream.closed();
        assert.equal(code, 1008, query);
        assert.ok(reason.length > 0);
    }
});

test('what a client says is ignored', async () => {
    const stream = await server.live();
    await stream.next();
    stream.socket.send('{"type":"delete","all":true}');
    const id = await server.send(aMessage());
    assert.equal((await stream.events(1)).events[0].message.id, id);
    await stream.close();
});

test('the streams are closed with 1001 when the server stops, and numbers go on growing after a restart', async () => {
    const other = await startServer();
    const stream = await other.live();
    const { last } = await stream.next();
    const stopped = other.stop();
    const { code } = await stream.closed();
    assert.ok([1001, 1006].includes(code), `${code}`);
    await stopped;
    const next = await startServer();
    const later = await next.live();
    assert.ok((await later.next()).last > last);
    await next.stop();
});
