// Messages for tests: what a test does not care about is filled in.

const line = (name, value) => (value === undefined ? '' : `${name}: ${value}\r\n`);

/** A message as octets, lines ended with CRLF. `parts` (strings with their own header) make it a multipart. */
export function aMessage({
    from = 'Ann Example <ann@example.com>',
    to = 'Bob Example <bob@example.com>',
    subject = 'A message',
    headers = '',
    text = 'Hello.\r\n',
    parts,
    multipart = 'mixed',
} = {}) {
    const head = line('From', from) + line('To', to) + line('Subject', subject) + headers + 'MIME-Version: 1.0\r\n';
    if (!parts) return Buffer.from(`${head}Content-Type: text/plain; charset=utf-8\r\n\r\n${text}`);
    const body = parts.map((part) => `--edge\r\n${part}\r\n`).join('');
    return Buffer.from(`${head}Content-Type: multipart/${multipart}; boundary=edge\r\n\r\n${body}--edge--\r\n`);
}

/** A part that holds `octets` in base64. */
export function aFile(octets, { type = 'application/octet-stream', name, id, disposition = 'attachment' } = {}) {
    const encoded = Buffer.from(octets).toString('base64').replaceAll(/.{76}/g, '$&\r\n');
    const suffix = name === undefined ? '' : `; filename="${name}"`;
    return (
        line('Content-Type', type) +
        'Content-Transfer-Encoding: base64\r\n' +
        line('Content-Disposition', disposition + suffix) +
        line('Content-ID', id && `<${id}>`) +
        `\r\n${encoded}`
    );
}

/** A part of HTML in UTF-8. */
export const someHtml = (html) => `Content-Type: text/html; charset=utf-8\r\n\r\n${html}`;

/** The smallest PNG that browsers show. */
export const png = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
);
