import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rowsInSight, scrollTopFor } from './window';

test('a list of any length has a bounded number of rows in the document', () => {
  assert.deepEqual(rowsInSight(0, 800, 80, 5000), { first: 0, end: 18 });
  assert.deepEqual(rowsInSight(80_000, 800, 80, 5000), { first: 992, end: 1018 });
  assert.deepEqual(rowsInSight(400_000 - 800, 800, 80, 5000), { first: 4982, end: 5000 });
});

test('an empty list, or one that has become shorter than the scroll position, has no impossible range', () => {
  assert.deepEqual(rowsInSight(0, 800, 80, 0), { first: 0, end: 0 });
  assert.deepEqual(rowsInSight(80_000, 800, 80, 3), { first: 0, end: 3 });
});

test('scrolling to a row moves no further than needed', () => {
  assert.equal(scrollTopFor(5, 0, 800, 80), 0);
  assert.equal(scrollTopFor(10, 0, 800, 80), 80);
  assert.equal(scrollTopFor(2, 400, 800, 80), 160);
});
