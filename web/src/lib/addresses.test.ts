import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Envelope } from '../api/types';
import { envelopeFacts, shownNames } from './addresses';

const at = (address: string) => ({ name: '', address });
const envelope = (mail_from: string, ...recipients: string[]): Envelope => ({
  mail_from,
  mail_parameters: [],
  recipients: recipients.map((address) => ({ address, parameters: [] })),
  helo: 'client.example',
  protocol: 'ESMTP',
  client_address: '127.0.0.1',
});
const headers = { from_all: [at('ann@example.com')], to: [at('Bob@Example.com')], cc: [at('cy@example.com')], bcc: [] };

test('a recipient that neither To nor Cc names is a blind one', () => {
  const facts = envelopeFacts(envelope('ann@example.com', 'bob@example.com', 'audit@example.com'), headers);
  assert.deepEqual(facts.recipients.map((one) => [one.address, one.blind]), [
    ['bob@example.com', false],
    ['audit@example.com', true],
  ]);
  assert.equal(facts.senderDiffers, false);
});

test('an address of To or Cc that got no RCPT is named', () => {
  assert.deepEqual(envelopeFacts(envelope('', 'bob@example.com'), headers).notSentTo, ['cy@example.com']);
});

test('the null reverse-path differs from every From', () => {
  assert.equal(envelopeFacts(envelope('', 'bob@example.com'), headers).senderDiffers, true);
});

test('many recipients become two names and a number', () => {
  assert.equal(shownNames([]), '');
  assert.equal(shownNames([{ name: 'Bob', address: 'b@x' }, at('c@x')]), 'Bob, c@x');
  assert.equal(shownNames([at('a@x'), at('b@x'), at('c@x'), at('d@x')]), 'a@x, b@x +2');
});
