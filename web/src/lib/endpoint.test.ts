import assert from 'node:assert/strict';
import { test } from 'node:test';
import { smtpEndpoint } from './endpoint';

test('the first listener is the endpoint', () => {
  assert.deepEqual(smtpEndpoint(['127.0.0.1:1025', '[::1]:1026'], 'localhost'), { host: '127.0.0.1', port: 1025 });
  assert.deepEqual(smtpEndpoint(['[::1]:1026'], 'localhost'), { host: '::1', port: 1026 });
});

test("a listener on every address is reached by the page's own name", () => {
  assert.deepEqual(smtpEndpoint(['0.0.0.0:1025'], 'mail.test'), { host: 'mail.test', port: 1025 });
  assert.deepEqual(smtpEndpoint(['[::]:25'], '[fe80::1]'), { host: 'fe80::1', port: 25 });
});

test('without a listener there is none', () => {
  assert.equal(smtpEndpoint([], 'localhost'), undefined);
  assert.equal(smtpEndpoint(['nonsense'], 'localhost'), undefined);
});
