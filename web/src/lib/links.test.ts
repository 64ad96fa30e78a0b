import assert from 'node:assert/strict';
import { test } from 'node:test';
import { textPieces } from './links';

const links = (text: string) => textPieces(text).flatMap((piece) => piece.href ?? []);
const whole = (text: string) => textPieces(text).map((piece) => piece.text).join('');

test('http, https and mailto become links, nothing else does', () => {
  assert.deepEqual(links('Go to https://a.example/x?y=1#z or HTTP://B.EXAMPLE, mail mailto:ann@a.example'), [
    'https://a.example/x?y=1#z',
    'HTTP://B.EXAMPLE',
    'mailto:ann@a.example',
  ]);
  assert.deepEqual(links('javascript:alert(1) data:text/html,x vbscript:x file:///etc/passwd ftp://a.example'), []);
  assert.deepEqual(links('https:// mailto: mailto:nobody'), []);
});

test('a link does not take the end of the sentence with it', () => {
  assert.deepEqual(links('(see https://a.example/b). Then https://a.example/c_(d)! (https://a.example/e_(f))'), [
    'https://a.example/b',
    'https://a.example/c_(d)',
    'https://a.example/e_(f)',
  ]);
  assert.deepEqual(links(`https://a.example/${')'.repeat(1_000_000)}`), ['https://a.example/']);
  assert.deepEqual(links('<https://a.example/b>, "https://a.example/c"'), [
    'https://a.example/b',
    'https://a.example/c',
  ]);
});

test('a quote, a control or a bidirectional mark ends a link', () => {
  assert.deepEqual(links(`http://x.example/"onmouseover=alert(1) http://y.example/\u202Efdp http://z.example/\u0000q`), [
    'http://x.example/',
    'http://y.example/',
    'http://z.example/',
  ]);
});

test('the pieces are the whole text', () => {
  const text = 'a https://a.example.\n\n<b> http://b.example/\u202E mailto:x@y, https://!';
  assert.equal(whole(text), text);
  assert.deepEqual(textPieces(''), []);
});

test('a text made of links stays bounded', () => {
  const text = 'http://a.example/ '.repeat(5000);
  assert.equal(links(text).length, 2000);
  assert.equal(whole(text), text);
});
