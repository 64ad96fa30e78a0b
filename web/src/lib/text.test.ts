import assert from 'node:assert/strict';
import { test } from 'node:test';
import { oneLine, windowTitle } from './text';

test('a hostile subject is cut and cleaned before it becomes a title', () => {
  assert.equal(oneLine('a\u0000b\u001b[31m\u202Efdp.exe\u2066 c\r\n\td', 80), 'a b [31m fdp.exe c d');
  assert.equal(oneLine('x'.repeat(1_000_000), 10), `${'x'.repeat(9)}…`);
  assert.equal(oneLine('😀'.repeat(20), 5), '😀😀😀😀…');
});

test('a line that fits stays as it is', () => {
  assert.equal(oneLine('Welcome, Zoë 日本', 60), 'Welcome, Zoë 日本');
  assert.equal(oneLine('12345', 5), '12345');
});

test('the title begins with the unread count', () => {
  assert.equal(windowTitle(0, null), 'Mailweir');
  assert.equal(windowTitle(1204, null), '(1,204) Mailweir');
  assert.equal(windowTitle(3, 'Order 7'), '(3) Order 7 · Mailweir');
  assert.equal(windowTitle(0, ' \u200b '), 'No subject · Mailweir');
});
