import { describe, expect, test } from 'vitest';
import { formatBytesOfMessage, formatMessage, layOutJson } from '../src/message-text.js';

const show = (text: string) => formatBytesOfMessage(Buffer.from(text), '(none)');

describe('a value', () => {
  test('of JSON is laid out, and every number stays as it was sent', () => {
    expect(show('{"id":9007199254740993,"tags":["a, b",1e400],"empty":{},"none":[ ]}')).toBe(
      '{\n  "id": 9007199254740993,\n  "tags": [\n    "a, b",\n    1e400\n  ],\n  "empty": {},\n  "none": []\n}',
    );
    const json = ' {"a" : "x\\"}{", "a":[[1],{"b":null}] } ';
    expect(JSON.parse(layOutJson(json))).toEqual(JSON.parse(json));
  });

  test('of text is shown as it is, and an empty or missing one is named', () => {
    expect(show('{not json')).toBe('{not json');
    expect(show('')).toBe('(empty)');
    expect(formatBytesOfMessage(null, '(none)')).toBe('(none)');
  });

  test('names a byte order mark, which nobody would see', () => {
    expect(show('\ufeff{"id":1}')).toBe('<byte order mark, which JSON parsers refuse> {\n  "id": 1\n}');
    expect(show('{"id":"\ufeff"}')).toBe('{\n  "id": "\\ufeff"\n}');
  });

  test('that is binary is shown as hex, the beginning of it', () => {
    expect(formatBytesOfMessage(Buffer.from([0xff, 0xd8, 0x00]), '')).toBe('<3 bytes: ff d8 00>');
    expect(formatBytesOfMessage(Buffer.alloc(100), '')).toMatch(/^<100 bytes: (00 ){63}00 …>$/);
  });

  test('cannot give orders to the terminal', () => {
    expect(show('\u001b[2Jgone\u0007 \u202etxet\r')).toBe('\\u001b[2Jgone\\u0007 \\u202etxet\\r');
    expect(show('{"a":"\u009b31m"}')).toBe('{\n  "a": "\\u009b31m"\n}');
    expect(show('line\n\ttab 👩‍🚀')).toBe('line\n\ttab 👩‍🚀');
  });
});

test('a message shows where it is, its key, headers and value; a tombstone is called one', () => {
  const text = formatMessage({
    partition: 1,
    offset: '42',
    timestamp: '0',
    key: Buffer.from('a\nb'),
    value: null,
    headers: [
      { name: 'trace', value: Buffer.from('x') },
      { name: 'both', value: Buffer.from('1') },
      { name: 'both', value: null },
    ],
  });
  expect(text.split('\n')).toEqual([
    'partition 1  offset 42  1970-01-01T00:00:00.000Z  key a\\nb',
    '  trace: x',
    '  both: 1',
    '  both: (null)',
    '(no value: a tombstone)',
  ]);
});

test.each([
  ['1796000000123', '2026-11-30T00:53:20.123Z'],
  ['0', '1970-01-01T00:00:00.000Z'],
  ['-1', 'no timestamp'],
  ['-1000', '1969-12-31T23:59:59.000Z'],
  ['-62135596800001', 'timestamp -62135596800001 out of range (before the year 1)'],
  ['1796000000000000', 'timestamp 1796000000000000 out of range (looks like microseconds: 2026-11-30T00:53:20.000Z)'],
  [
    '1796000000123456789',
    'timestamp 1796000000123456789 out of range (looks like nanoseconds: 2026-11-30T00:53:20.123Z)',
  ],
  ['9223372036854775807', 'timestamp 9223372036854775807 out of range (after the year 9999)'],
  ['253402300800000', 'timestamp 253402300800000 out of range (after the year 9999)'],
])('the time %s is shown, or said to be out of range with its likely unit', (timestamp, shown) => {
  const text = formatMessage({ partition: 0, offset: '0', timestamp, key: null, value: Buffer.from('x') });
  expect(text).toBe(`partition 0  offset 0  ${shown}  key (none)\nx`);
});
