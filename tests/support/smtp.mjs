// The least that hands a message over by SMTP: exactly the octets it is given. Not for testing SMTP itself.
import net from 'node:net';
import { once } from 'node:events';

/** Dots stuffed at the beginnings of lines (RFC 5321 section 4.5.2), and the final dot. */
export function asData(raw) {
    const pieces = [];
    let begin = 0;
    const lineBegins = (at) => at === 0 || (raw[at - 1] === 0x0a && raw[at - 2] === 0x0d);
    for (let at = raw.indexOf(0x2e); at >= 0; at = raw.indexOf(0x2e, at + 1)) {
        if (!lineBegins(at)) continue;
        pieces.push(raw.subarray(begin, at), Buffer.from('.'));
        begin = at;
    }
    pieces.push(raw.subarray(begin), Buffer.from('.\r\n'));
    return Buffer.concat(pieces);
}

/** Whether a message can be sent unchanged: DATA ends it with a line end. */
export const endsWithLine = (raw) => raw.length >= 2 && raw.subarray(-2).equals(Buffer.from('\r\n'));

export class SmtpClient {
    #socket;
    #buffered = '';
    #waiting = [];
    #ended = false;

    static async connect({ host, port }) {
        const client = new SmtpClient();
        client.#socket = net.connect({ host, port, noDelay: true });
        client.#socket.on('data', (octets) => client.#take(octets.toString('latin1')));
        client.#socket.on('close', () => client.#end());
        client.#socket.on('error', () => client.#end());
        await once(client.#socket, 'connect');
        await client.expect(220);
        await client.command('EHLO tests.example', 250);
        return client;
    }

    #take(text) {
        this.#buffered += text;
        // A reply's last line has a blank behind the code.
        for (let match; (match = /^(?:\d{3}-.*\r\n)*(\d{3})(?: .*)?\r\n/.exec(this.#buffered));) {
            this.#buffered = this.#buffered.slice(match[0].length);
            this.#waiting.shift()?.resolve({ code: Number(match[1]), text: match[0] });
        }
    }

    #end() {
        this.#ended = true;
        for (const { reject } of this.#waiting.splice(0)) reject(new Error('the SMTP connection ended'));
    }

    #reply() {
        if (this.#ended) return Promise.reject(new Error('the SMTP connection ended'));
        return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
    }

    async expect(code) {
        const reply = await this.#reply();
        if (reply.code !== code) throw new Error(`expected ${code}, got ${reply.text.trim()}`);
        return reply.text;
    }

    command(line, code) {
        this.#socket.write(`${line}\r\n`);
        return this.expect(code);
    }

    /** Returns the reply to the message. `raw` ends with a line end. */
    async send(raw, { mailFrom = 'sender@example.com', rcptTo = ['recipient@example.com'] } = {}) {
        await this.command(`MAIL FROM:<${mailFrom}>`, 250);
        for (const address of rcptTo) await this.command(`RCPT TO:<${address}>`, 250);
        await this.command('DATA', 354);
        this.#socket.write(asData(raw));
        return this.expect(250);
    }

    close() {
        this.#socket.end('QUIT\r\n');
        this.#socket.destroySoon();
    }
}
