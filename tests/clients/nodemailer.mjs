// Sends one mail with nodemailer; what and where comes as JSON on standard input.
import { readFileSync } from 'node:fs';
import { createTransport } from 'nodemailer';

const { host, port, from, to, raw, ...mail } = JSON.parse(readFileSync(0, 'utf8'));
const transport = createTransport({ host, port, secure: false, ignoreTLS: true });
const content = raw ? { envelope: { from, to }, raw: readFileSync(raw) } : { from, to, ...mail };
await transport.sendMail(content);
transport.close();
