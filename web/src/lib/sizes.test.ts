import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countOf, formatSize } from './sizes';

test('sizes are short and never jump back at a unit border', () => {
  assert.equal(formatSize(0), '0 B');
  assert.equal(formatSize(1023), '1023 B');
  assert.equal(formatSize(1024), '1 KB');
  assert.equal(formatSize(12_700), '12.4 KB');
  assert.equal(formatSize(500 * 1024), '500 KB');
  assert.equal(formatSize(1024 * 1024 - 1), '1 MB');
  assert.equal(formatSize(3.25 * 1024 ** 3), '3.3 GB');
  assert.equal(formatSize(5000 * 1024 ** 4), '5000 TB');
});

test('counts agree with their noun', () => {
  assert.equal(countOf(1, 'message'), '1 message');
  assert.equal(countOf(0, 'message'), '0 messages');
  assert.equal(countOf(1204, 'reply', 'replies'), '1,204 replies');
});
