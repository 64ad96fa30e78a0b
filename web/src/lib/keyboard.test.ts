import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commandFor, shortcuts } from './keyboard';

const press = (key: string, more = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, ...more });
const page = { typing: false, control: false };

test('a key has one meaning', () => {
  const keys = shortcuts.flatMap((shortcut) => shortcut.keys);
  assert.equal(new Set(keys).size, keys.length);
  assert.equal(commandFor(press('j'), page), 'next');
  assert.equal(commandFor(press('#'), page), 'remove');
  assert.equal(commandFor(press('z'), page), undefined);
});

test("the browser's own shortcuts and typing are left alone", () => {
  assert.equal(commandFor(press('u', { ctrlKey: true }), page), undefined);
  assert.equal(commandFor(press('j', { metaKey: true }), page), undefined);
  assert.equal(commandFor(press('j'), { typing: true, control: false }), undefined);
});

test('Enter on a focused button presses the button', () => {
  assert.equal(commandFor(press('Enter'), { typing: false, control: true }), undefined);
  assert.equal(commandFor(press('j'), { typing: false, control: true }), 'next');
});
