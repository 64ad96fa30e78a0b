import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defectText } from './defects';

test('a known defect is a sentence', () => {
  assert.equal(defectText({ code: 'date_invalid', detail: '' }), 'The Date field is no date');
});

test('what the server adds is kept where it tells more', () => {
  assert.equal(
    defectText({ code: 'duplicate_header', detail: 'subject' }),
    'A field that may stand only once is there twice: subject',
  );
  assert.equal(
    defectText({ code: 'duplicate_header', detail: '' }),
    'A field that may stand only once is there twice',
  );
  assert.equal(defectText({ code: 'duplicate_header', detail: '$&' }).endsWith('twice: $&'), true);
});

test('a code that is not known here is still told', () => {
  assert.equal(defectText({ code: 'water_in_pipe', detail: '' }), 'Water in pipe');
  assert.equal(defectText({ code: 'water_in_pipe', detail: 'a lot' }), 'Water in pipe: a lot');
});
