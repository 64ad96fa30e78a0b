// The pieces of a message, and the header fields that keep them harmless.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { aFile, aMessage, png, someHtml } from '../support/messages.mjs';
import { startServer } from '../support/server.mjs';

let server;
before(async () => (server = await startServer()));
after(() => server?.stop());

const sha256 = (octets) => createHash('sha256').update(octets).digest('hex');
const pieceOf = (id, piece) => server.call('GET', `/api/messages/${id}/${piece}`);

const octetsPolicy = "sandbox; default-src 'none'";
const htmlPolicy =
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; " +
    "font-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";
const remotePolicy =
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src data: http: https:; " +
    "style-src 'unsafe-inline' http: https:; font-src data: http: https:; media-src http: https:; base-uri 'none'; " +
    "form-action 'none'; frame-ancestors 'self'";
const prefix = '<!doctype html><base target="_blank">';

test('the source is what was sent, octet for octet, small or large', async () => {
    const every = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
    const odd = Buffer.concat([aMessage(), Buffer.from('.\r\n..\r\n. \n\r.\n'), every, Buffer.from('\r\n')]);
    const large = Buffer.concat([aMessage(), Buffer.alloc(3_000_000, 'large \r\n.'), Buffer.from('\r\n')]);
    for (const raw of [aMessage(), odd, large]) {
        const response = await pieceOf(await server.send(raw), 'raw');
        assert.equal(sha256(response.body), sha256(raw));
        assert.equal(Number(response.headers['content-length']), raw.length);
    }
});

test('the source is a file to keep, or plain text to look at', async () => {
    const id = await server.send(aMessage());
    const file = await pieceOf(id, 'raw');
    assert.equal(file.headers['content-type'], 'message/rfc822');
    assert.equal(file.headers['content-disposition'], `attachment; filename="${id}.eml"; filename*=UTF-8''${id}.eml`);
    const view = await pieceOf(id, 'raw?view=true');
    assert.equal(view.headers['content-type'], 'text/plain; charset=utf-8');
    assert.match(view.headers['content-disposition'], /^inline;/);
    for (const { headers } of [file, view]) {
        assert.equal(headers['content-security-policy'], octetsPolicy);
        assert.equal(headers['cache-control'], 'no-store');
    }
});

test('a range of the source and of a part can be asked for (RFC 9110 section 14)', async () => {
    const raw = aMessage({ parts: [aFile('0123456789', { name: 'digits' })] });
    const id = await server.send(raw);
    const ranged = (piece, range) =>
        server.call('GET', `/api/messages/${id}/${piece}`, { headers: { range: `bytes=${range}` } });
    const middle = await ranged('raw', '10-19');
    assert.equal(middle.status, 206);
    assert.equal(middle.headers['content-range'], `bytes 10-19/${raw.length}`);
    assert.ok(middle.body.equals(raw.subarray(10, 20)));
    assert.ok((await ranged('raw', '-5')).body.equals(raw.subarray(-5)));
    assert.equal(String((await ranged('parts/1', '3-5')).body), '345');
    assert.equal((await ranged('raw', `${raw.length}-`)).status, 416);
    assert.equal((await ranged('raw', '9223372036854775808-')).status, 416);
    assert.ok((await ranged('raw', '0-1,3-4')).body.equals(raw));
});

test('HTML comes behind exactly the agreed policy and prefix', async () => {
    const html = '<p>Grüße</p><script>alert(1)</script><img src="http://tracker.example/x.png">';
    const id = await server.send(aMessage({ parts: [someHtml(html)] }));
    for (const [piece, policy] of [
        ['html', htmlPolicy],
        ['html?remote=false', htmlPolicy],
        ['html?remote=true', remotePolicy],
    ]) {
        const { headers, rawHeaders, body } = await pieceOf(id, piece);
        assert.equal(headers['content-type'], 'text/html; charset=utf-8');
        assert.equal(headers['content-security-policy'], policy);
        assert.equal(headers['x-content-type-options'], 'nosniff');
        assert.equal(headers['x-frame-options'], 'SAMEORIGIN');
        assert.equal(headers['x-dns-prefetch-control'], 'off');
        assert.equal(headers['referrer-policy'], 'no-referrer');
        assert.equal(headers['cross-origin-resource-policy'], 'same-origin');
        assert.equal(headers['cache-control'], 'no-store');
        const names = rawHeaders.filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase());
        assert.equal(new Set(names).size, names.length, 'a field is there twice');
        assert.equal(body.toString(), prefix + html);
    }
});

test('HTML in another charset comes in UTF-8', async () => {
    const head = 'Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=iso-8859-1\r\n\r\n';
    const raw = Buffer.from(`${head}<p>gr\xfc\xdfe</p>\r\n`, 'latin1');
    const { body } = await pieceOf(await server.send(raw), 'html');
    assert.ok(body.toString().includes('<p>grüße</p>'));
});

test('a message without HTML has none to show', async () => {
    const { status, json } = await pieceOf(await server.send(aMessage()), 'html');
    assert.equal(status, 404);
    assert.equal(json.error.code, 'not_found');
});

test('images of the mail are written into its HTML; what is none stays out', async () => {
    const html =
        '<img src="cid:logo@x"><p style="background:url(cid:logo@x)"><img src="cid:svg@x"><img src="cid:none@x">' +
        '<a href="cid:logo@x">cid:logo@x</a>';
    const parts = [
        someHtml(html),
        aFile(png, { type: 'application/x-odd', id: 'logo@x', disposition: 'inline' }),
        aFile('GIF89a second', { type: 'image/gif', id: 'logo@x' }),
        aFile('<svg onload="alert(1)"/>', { type: 'image/png', id: 'svg@x' }),
    ];
    const { body } = await pieceOf(await server.send(aMessage({ parts, multipart: 'related' })), 'html');
    const data = `data:image/png;base64,${png.toString('base64')}`;
    assert.ok(
        body
            .toString()
            .startsWith(prefix + html.replace('"cid:logo@x"', `"${data}"`).replace('(cid:logo@x)', `(${data})`)),
    );
});

test('no more than 10 MB of images are written into one view', async () => {
    const image = (size) => Buffer.concat([png, Buffer.alloc(size - png.length)]);
    const parts = [
        someHtml('<img src="cid:a"><img src="cid:b"><img src="cid:c">'),
        aFile(image(4_000_000), { id: 'a' }),
        aFile(image(4_000_000), { id: 'b' }),
        aFile(image(1_000), { id: 'c' }),
    ];
    const { body } = await pieceOf(await server.send(aMessage({ parts, multipart: 'related' })), 'html');
    assert.ok(body.length < 11_000_000);
    assert.ok(!body.includes('cid:a"'));
    assert.ok(body.includes('cid:b"'), 'the second one is over the limit');
    assert.ok(!body.includes('cid:c"'));
});

test('Content-IDs are compared as they are, whatever they hold', async () => {
    const odd = ['../../../x', '.*+?()[]', 'x'.repeat(100_000)];
    for (const id of odd) {
        const parts = [someHtml(`<img src="cid:${id}"><img src="cid:xx">`), aFile(png, { id })];
        const { status, body } = await pieceOf(await server.send(aMessage({ parts, multipart: 'related' })), 'html');
        assert.equal(status, 200);
        assert.equal(body.toString().match(/data:image\/png/g)?.length, 1, id.slice(0, 20));
        assert.ok(body.includes('"cid:xx"'));
    }
});

test('text is plain text in UTF-8 behind a policy', async () => {
    const { headers, body } = await pieceOf(await server.send(aMessage({ text: '<b>Grüße</b>\r\n' })), 'text');
    assert.equal(headers['content-type'], 'text/plain; charset=utf-8');
    assert.equal(headers['content-security-policy'], octetsPolicy);
    assert.match(body.toString(), /^<b>Grüße<\/b>/);
});

test('only harmless types by their own octets are shown; everything else is a file to keep', async () => {
    const files = [
        [png, 'text/html', 'image/png', 'inline'],
        [Buffer.from('GIF89a.'), 'image/png', 'image/gif', 'inline'],
        ['just text', 'text/plain', 'text/plain; charset=utf-8', 'inline'],
        ['<script>alert(1)</script>', 'image/png', 'application/octet-stream', 'attachment'],
        ['<script>alert(1)</script>', 'text/html', 'application/octet-stream', 'attachment'],
        ['<svg/>', 'image/svg+xml', 'application/octet-stream', 'attachment'],
        ['%PDF-1.7', 'application/pdf', 'application/octet-stream', 'attachment'],
        ['a\0b', 'text/plain', 'application/octet-stream', 'attachment'],
    ];
    const parts = files.map(([octets, type]) => aFile(octets, { type, name: 'x' }));
    const id = await server.send(aMessage({ parts }));
    for (const [i, [octets, , type, disposition]] of files.entries()) {
        const { headers, body } = await pieceOf(id, `parts/${i + 1}`);
        assert.equal(headers['content-type'], type);
        assert.ok(headers['content-disposition'].startsWith(`${disposition}; `));
        assert.equal(headers['content-security-policy'], octetsPolicy);
        assert.equal(headers['cache-control'], 'no-store');
        assert.ok(body.equals(Buffer.from(octets)));
        const download = await pieceOf(id, `parts/${i + 1}?download=true`);
        assert.equal(download.headers['content-type'], 'application/octet-stream');
        assert.ok(download.headers['content-disposition'].startsWith('attachment; '));
    }
});

test('parts come decoded whatever their encoding, also large ones', async () => {
    const large = Buffer.alloc(2_000_000, 'abcdefg');
    const parts = [
        'Content-Type: application/x-a\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\na=3Db=\r\nc=E9',
        'Content-Type: application/x-b\r\n\r\nas it is =3D',
        aFile(large),
        'Content-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\nInner text.',
    ];
    const id = await server.send(aMessage({ parts }));
    const part = async (i) => (await pieceOf(id, `parts/${i}`)).body;
    assert.ok((await part(1)).equals(Buffer.from('a=bc\xe9', 'latin1')));
    assert.equal(String(await part(2)), 'as it is =3D');
    assert.equal(sha256(await part(3)), sha256(large));
    assert.match(String(await part(4)), /^Subject: inner\r\n\r\nInner text\./);
    const { parts: described } = await server.get(`/api/messages/${id}`);
    assert.equal(described[3].size, large.length);
    for (const { index, size } of described.filter((each) => each.is_leaf))
        assert.equal((await part(index)).length, size);
});

test('file names from a mail cannot reach another folder, another header field or the eye', async () => {
    const names = [
        ['../../x.txt', 'x.txt'],
        ['C:\\\\dir\\\\x.txt', 'x.txt'],
        ['CON', '_CON'],
        ['x.txt. .', 'x.txt'],
        ['=?utf-8?B?aW52b2ljZeKArmZkcC5leGU=?=', 'invoicefdp.exe'],
        ['=?utf-8?Q?=22=3B=0D=0AX:_y?=', undefined],
        ['a'.repeat(300) + '.pdf', 'a'.repeat(146) + '.pdf'],
    ];
    const id = await server.send(aMessage({ parts: names.map(([name]) => aFile('x', { name })) }));
    for (const [i, [given, kept]] of names.entries()) {
        const { headers } = await pieceOf(id, `parts/${i + 1}`);
        const value = headers['content-disposition'];
        assert.match(
            value,
            /^attachment; filename="[^"\\/:\x00-\x1f\x7f-\uffff]+"; filename\*=UTF-8''[\w!#$&+.^`|~%-]+$/,
        );
        assert.equal(headers.x, undefined);
        if (kept) assert.equal(/filename="([^"]*)"/.exec(value)[1], kept, given);
    }
});

test('header fields come decoded and as they were', async () => {
    const raw = aMessage({ subject: '=?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n again', headers: 'X-Odd: a\r\nX-Odd: b\r\n' });
    const { headers } = await server.get(`/api/messages/${await server.send(raw)}/headers`);
    const named = (name) => headers.filter((field) => field.name === name);
    assert.deepEqual(
        headers.slice(0, 3).map((field) => field.name),
        ['From', 'To', 'Subject'],
    );
    assert.equal(named('Subject')[0].value, 'Grüße again');
    assert.equal(named('Subject')[0].raw, '=?utf-8?q?Gr=C3=BC=C3=9Fe?= again');
    assert.deepEqual(
        named('X-Odd').map((field) => field.value),
        ['a', 'b'],
    );
});

test('octets that are no UTF-8 make valid JSON everywhere (RFC 3629)', async () => {
    const sequences = ['c0af', 'eda080', 'f4908080', 'fffe', 'e282', 'e9', '00', '1b'].map((hex) =>
        Buffer.from(hex, 'hex'),
    );
    for (const octets of sequences) {
        const raw = Buffer.concat(
            [
                'From: ',
                ' <a@example.com>\r\nSubject: s',
                '\r\nX-',
                ': y\r\nContent-Disposition: attachment; filename="f',
                '"\r\n\r\nbody ',
                '\r\n',
            ].flatMap((text, i) => (i === 0 ? [Buffer.from(text)] : [octets, Buffer.from(text)])),
        );
        const id = await server.send(raw);
        const message = await server.get(`/api/messages/${id}`);
        await server.get(`/api/messages/${id}/headers`);
        await server.get('/api/messages?limit=1');
        assert.ok((await pieceOf(id, 'raw')).body.equals(raw));
        for (const text of [message.subject, message.from.name, message.parts[0].filename])
            assert.ok(!/[\x00-\x1f\x7f]/.test(text), JSON.stringify(text));
    }
});

test('encoded words cannot bring controls into what is shown (RFC 2047)', async () => {
    const subject = '=?UTF-8?Q?A=0D=0ABcc:_x@y=00=1B[31m=E2=80=AE?=';
    const id = await server.send(aMessage({ subject }));
    const message = await server.get(`/api/messages/${id}`);
    assert.ok(!/[\x00-\x1f\x7f]/.test(message.subject), JSON.stringify(message.subject));
    assert.deepEqual(message.bcc, []);
});

test('pieces that are not there are 404', async () => {
    const id = await server.send(aMessage());
    for (const piece of ['parts/1', 'parts/-1', 'parts/x', 'parts/18446744073709551616', 'parts/0x0'])
        assert.equal((await pieceOf(id, piece)).status, 404, piece);
});
