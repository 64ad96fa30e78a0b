import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Event, MessageSummary } from '../api/types';
import { applyEvents, withPage } from './rows';

function row(id: string, read = false): MessageSummary {
  return {
    id,
    inbox: 'default',
    subject: id,
    from: { name: '', address: 'ann@example.com' },
    to: [],
    received_at: '2026-01-02T03:04:05.678Z',
    size: 1,
    read,
    snippet: '',
    attachment_count: 0,
    defect_count: 0,
    has_html: false,
  };
}
const received = (id: string, read = false): Event => ({ number: 1, kind: 'message_received', message: row(id, read) });
const marked = (ids: string[] | null, read: boolean): Event => ({ number: 1, kind: 'messages_marked', ids, read });
const removed = (ids: string[] | null): Event => ({ number: 1, kind: 'messages_removed', ids });
const ids = (rows: MessageSummary[]) => rows.map((one) => one.id).join('');

test('arrivals go on top, newest first, in the order of their ids', () => {
  const change = applyEvents([row('c'), row('a')], [received('e'), received('d'), received('b')], false);
  assert.equal(ids(change.rows), 'edcba');
  assert.equal(ids(change.arrived), 'edb');
});

test('a message that is loaded already, or comes twice, is shown once', () => {
  const change = applyEvents([row('b'), row('a')], [received('b'), received('c'), received('c')], false);
  assert.equal(ids(change.rows), 'cba');
  assert.equal(ids(change.arrived), 'c');
});

test('a message that came and went within one batch never shows', () => {
  const change = applyEvents([row('a')], [received('b'), removed(['b'])], false);
  assert.equal(ids(change.rows), 'a');
  assert.equal(ids(change.arrived), '');
});

test('marks and removals touch the named rows only', () => {
  const change = applyEvents([row('c'), row('b'), row('a')], [marked(['c', 'x'], true), removed(['b', 'y'])], false);
  assert.deepEqual(change.rows.map((one) => [one.id, one.read]), [['c', true], ['a', false]]);
  assert.deepEqual(change.removed, ['b', 'y']);
  assert.equal(change.reload, false);
});

test('a change of unnamed messages asks for reading anew', () => {
  assert.equal(applyEvents([row('a')], [removed(null)], false).reload, true);
  assert.equal(applyEvents([row('a')], [marked(null, true)], false).reload, true);
});

test('the unread view takes no read arrival, and keeps a row that was read meanwhile', () => {
  const change = applyEvents([row('a')], [received('b', true), marked(['a'], true)], true);
  assert.deepEqual(change.rows.map((one) => [one.id, one.read]), [['a', true]]);
});

test('rows that nothing touched stay the same objects', () => {
  const rows = [row('b'), row('a')];
  assert.equal(applyEvents(rows, [marked(['b'], true)], false).rows[1], rows[1]);
});

test('a page does not repeat what is loaded', () => {
  assert.equal(ids(withPage([row('c'), row('b')], [row('b'), row('a')])), 'cba');
});
