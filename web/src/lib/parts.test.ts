import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Part } from '../api/types';
import { iconFor, partDepths } from './parts';

const part = (index: number, parent: number | null): Part => ({
  index,
  parent,
  type: 'text/plain',
  charset: '',
  encoding: '',
  disposition: '',
  filename: '',
  content_id: '',
  size: 0,
  is_leaf: true,
});

test('depth follows the parents', () => {
  assert.deepEqual(partDepths([part(0, null), part(1, 0), part(2, 1), part(3, 1), part(4, 0)]), [0, 1, 2, 2, 1]);
});

test('a parent that is not there counts as the message itself', () => {
  assert.deepEqual(partDepths([part(0, null), part(1, 99)]), [0, 1]);
});

test('types have icons', () => {
  assert.equal(iconFor('image/svg+xml'), 'image');
  assert.equal(iconFor('application/zip'), 'archive');
  assert.equal(iconFor('application/pdf'), 'file');
});
