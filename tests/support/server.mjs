// A started Mailweir: the real program on free ports of the loopback address, with a database of its own that goes
// away with it. Every response that comes through call() is held against the contract.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import WebSocket from 'ws';
import { checkNamed, checkResponse } from './contract.mjs';
import { SmtpClient } from './smtp.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const program = process.env.MAILWEIR_BIN ?? process.env.MAILWEIR ?? path.join(root, 'build/release/mailweir');

// What every response carries, whatever it is.
const dueEverywhere = {
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
};

/** Starts the program and waits until it says where it listens. */
export async function startServer({ options = [], db } = {}) {
    const folder = mkdtempSync(path.join(tmpdir(), 'mailweir-test-'));
    const database = db ?? path.join(folder, 'mail.db');
    const listen = ['--smtp', '127.0.0.1:0', '--http', '127.0.0.1:0', '--db', database];
    const child = spawn(program, [...listen, ...options], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    const server = new Server(child, folder, database);
    await server.started();
    return server;
}

class Server {
    #child;
    #folder;
    #smtpClient;
    #agent = new http.Agent({ keepAlive: true });
    #sockets = new Set();
    stdout = '';
    stderr = '';

    constructor(child, folder, database) {
        this.#child = child;
        this.#folder = folder;
        this.database = database;
        child.stdout.on('data', (octets) => (this.stdout += octets));
        child.stderr.on('data', (octets) => (this.stderr += octets));
    }

    async started() {
        const ended = once(this.#child, 'exit').then(([code]) => {
            throw new Error(`the program ended with ${code}: ${this.stderr}`);
        });
        ended.catch(() => {});
        const smtp = /^mailweir: SMTP on ([^:\n]+):(\d+)$/m;
        const web = /^mailweir: HTTP on http:\/\/([^:\n]+):(\d+)\/$/m;
        while (!smtp.test(this.stdout) || !web.test(this.stdout))
            await Promise.race([once(this.#child.stdout, 'data'), ended]);
        const address = ([, host, port]) => ({ host, port: Number(port) });
        this.smtp = address(smtp.exec(this.stdout));
        this.http = address(web.exec(this.stdout));
        this.origin = `http://${this.http.host}:${this.http.port}`;
    }

    get pid() {
        return this.#child.pid;
    }

    get running() {
        return this.#child.exitCode === null && this.#child.signalCode === null;
    }

    /** Hands a message over by SMTP; returns its id. Messages go one after the other through one connection. */
    async send(raw, envelope) {
        this.#smtpClient ??= SmtpClient.connect(this.smtp);
        const client = await this.#smtpClient;
        const octets = Buffer.isBuffer(raw) ? raw : Buffer.from(raw.replaceAll(/\r?\n/g, '\r\n'));
        const reply = await client.send(octets, envelope);
        return /([0-9A-Za-z]{22})/.exec(reply)[1];
    }

    /** A request as it is, unchecked: { status, headers, body, json }. */
    request(method, target, { headers = {}, body } = {}) {
        return new Promise((resolve, reject) => {
            // Node leaves out a DELETE's length, and its body would be taken for the next request.
            const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
            const options = {
                ...this.http,
                method,
                path: target,
                headers: { ...length, ...headers },
                agent: this.#agent,
            };
            const request = http.request(options, (response) => {
                const chunks = [];
                response.on('data', (chunk) => chunks.push(chunk));
                response.on('error', reject);
                response.on('end', () => resolve(readResponse(response, Buffer.concat(chunks))));
            });
            request.on('error', reject);
            request.end(body);
        });
    }

    /** A request to the API; `json` becomes the body. The response is held against the contract. */
    async call(method, target, { json, ...options } = {}) {
        if (json !== undefined) {
            options.body = JSON.stringify(json);
            options.headers = { 'content-type': 'application/json', ...options.headers };
        }
        const response = await this.request(method, target, options);
        checkResponse(method, target.split('?')[0], response);
        for (const [name, value] of Object.entries(dueEverywhere))
            assert.equal(response.headers[name], value, `${method} ${target}: ${name}`);
        assert.equal(response.headers['access-control-allow-origin'], undefined);
        return response;
    }

    async get(target) {
        const response = await this.call('GET', target);
        assert.equal(response.status, 200, `GET ${target}: ${response.body}`);
        return response.json ?? response.body;
    }

    /** An open live stream. */
    async live(query = '') {
        const socket = new WebSocket(`ws://${this.http.host}:${this.http.port}/api/live${query}`);
        const stream = new LiveStream(socket);
        this.#sockets.add(socket);
        await once(socket, 'open');
        return stream;
    }

    /** SIGTERM; returns the exit code. */
    async stop() {
        const client = await this.#smtpClient?.catch(() => undefined);
        client?.close();
        for (const socket of this.#sockets) socket.terminate();
        this.#agent.destroy();
        if (this.running) {
            this.#child.kill('SIGTERM');
            await once(this.#child, 'exit');
        }
        rmSync(this.#folder, { recursive: true, force: true });
        return this.#child.exitCode;
    }
}

function readResponse(response, body) {
    const type = response.headers['content-type'] ?? '';
    // Valid UTF-8 or an error: what JSON is must not be repaired here.
    const json =
        type.startsWith('application/json') && body.length > 0
            ? JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
            : undefined;
    return { status: response.statusCode, headers: response.headers, rawHeaders: response.rawHeaders, body, json };
}

/** What a live stream says, message by message, each held against the contract. */
class LiveStream {
    #messages = [];
    #waiting = [];
    #closed;

    constructor(socket) {
        this.socket = socket;
        this.#closed = once(socket, 'close').then(([code, reason]) => ({ code, reason: String(reason) }));
        socket.on('error', () => {});
        socket.on('message', (octets, isBinary) => {
            const message = isBinary ? undefined : JSON.parse(octets.toString());
            const waiting = this.#waiting.shift();
            if (waiting) waiting(message);
            else this.#messages.push(message);
        });
    }

    async next() {
        const message = this.#messages.length > 0 ? this.#messages.shift() : await this.#arrival();
        checkNamed('LiveMessage', message);
        return message;
    }

    #arrival() {
        return Promise.race([
            new Promise((resolve) => this.#waiting.push(resolve)),
            this.#closed.then(({ code, reason }) => {
                throw new Error(`the live stream was closed with ${code} ${reason}`);
            }),
        ]);
    }

    /** Collects events until there are as many; { events, last } with the last frame. */
    async events(count) {
        const events = [];
        let last;
        while (events.length < count) {
            last = await this.next();
            assert.equal(last.type, 'events');
            events.push(...last.events);
        }
        return { events, last };
    }

    /** { code, reason } once the server has closed it. */
    closed() {
        return this.#closed;
    }

    async close() {
        this.socket.close();
        await this.#closed;
    }
}
