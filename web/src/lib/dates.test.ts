import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fullTime, shortTime } from './dates';

const now = new Date(2026, 2, 18, 15, 30);
const at = (...parts: [number, number, number, number, number]) => new Date(...parts).toISOString();

test('a list shows how long ago a mail of the last hour came', () => {
  assert.equal(shortTime(at(2026, 2, 18, 15, 30), now, 'en-GB'), 'now');
  assert.equal(shortTime(at(2026, 2, 18, 15, 29), now, 'en-GB'), '1 min');
  assert.equal(shortTime(at(2026, 2, 18, 14, 31), now, 'en-GB'), '59 min');
});

test('a list shows the clock for today, then the day, then the date', () => {
  assert.equal(shortTime(at(2026, 2, 18, 0, 5), now, 'en-GB'), '00:05');
  assert.equal(shortTime(at(2026, 2, 17, 23, 55), now, 'en-GB'), 'Yesterday');
  assert.equal(shortTime(at(2026, 2, 14, 12, 0), now, 'en-GB'), 'Sat');
  assert.equal(shortTime(at(2026, 2, 11, 12, 0), now, 'en-GB'), '11 Mar');
  assert.equal(shortTime(at(2025, 11, 31, 12, 0), now, 'en-GB'), '31 Dec 2025');
});

test('a clock that runs behind the server shows "now", not a negative age', () => {
  assert.equal(shortTime(at(2026, 2, 18, 15, 45), now, 'en-GB'), 'now');
});

test('the full time has seconds and the zone', () => {
  assert.equal(fullTime('2026-01-02T03:04:05.678Z', 'en-GB', 'UTC'), '2 Jan 2026, 03:04:05 UTC');
});
