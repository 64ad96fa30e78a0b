import assert from 'node:assert/strict';
import { test } from 'node:test';
import { retryDelayMs } from './backoff';

test('the wait doubles up to its limit', () => {
  assert.equal(retryDelayMs(0, 0), 300);
  assert.equal(retryDelayMs(1, 0), 600);
  assert.equal(retryDelayMs(1, 0.999), 800);
  assert.equal(retryDelayMs(1000, 0.999), 14_996);
});
