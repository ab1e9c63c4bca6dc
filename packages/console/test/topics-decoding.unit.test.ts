/** What a reader of messages would be shown wrongly, or not at all. */
import type { KafkaRecord } from '@workbook/kafka';
import { describe, expect, test } from 'vitest';
import { BRIEF, FULL, viewBytes, viewMessage } from '../src/server/topics/bytes-view.js';
import { exportLine } from '../src/server/topics/export.js';
import { jpegSize } from '../src/server/topics/jpeg.js';
import { parseNewMessage } from '../src/server/topics/produce.js';

const view = (bytes: Buffer | string, textBytes = 100, hexBytes = 4) =>
  viewBytes(Buffer.from(bytes as string), textBytes, hexBytes);

/** A picture's header, which is all that is looked at. */
function jpeg(width: number, height: number): Buffer {
  const frame = Buffer.from([0xff, 0xc0, 0, 11, 8, 0, 0, 0, 0, 1, 0, 0, 0]);
  frame.writeUInt16BE(height, 5);
  frame.writeUInt16BE(width, 7);
  return Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0]), frame]);
}

const record = (value: Buffer | null, headers: KafkaRecord['headers'] = []): KafkaRecord => ({
  offset: 7,
  timestamp: 1,
  timestampType: 'LogAppendTime',
  key: null,
  value,
  headers,
});

describe('bytes are shown', () => {
  test('as JSON, text or nothing', () => {
    expect(view('{"a":1}').kind).toBe('json');
    expect(view(' 12.5 ').kind).toBe('json');
    expect(view('{"a":').kind).toBe('text');
    expect(view('u-1').kind).toBe('text');
    expect(view('')).toEqual({ size: 0, kind: 'empty', text: '', truncated: false });
  });

  test('as text behind a byte order mark, which is no JSON, whole or cut off', () => {
    expect(view('\ufeff{"a":1}')).toMatchObject({ kind: 'text', text: '\ufeff{"a":1}' });
    expect(view('\ufeff{"a":1}', 7)).toMatchObject({ kind: 'text', truncated: true });
    const send = () => parseNewMessage({ value: '\ufeff{"a":1}', json: true });
    expect(send).toThrow('it begins with a byte order mark, which is not seen');
  });

  test('as hexadecimal digits where they are no UTF-8, or hold a NUL', () => {
    expect(view(Buffer.from([0xff, 0x00, 0x01]))).toEqual({
      size: 3,
      kind: 'binary',
      text: 'ff 00 01',
      truncated: false,
    });
    expect(view(Buffer.from('a\u0000b'))).toMatchObject({ kind: 'binary', text: '61 00 62' });
    expect(view(Buffer.alloc(9, 0xfe))).toMatchObject({ text: 'fe fe fe fe', truncated: true, size: 9 });
  });

  test('cut off between characters, and still called what they are', () => {
    expect(view('ä'.repeat(100), 5)).toEqual({ size: 200, kind: 'text', text: 'ää', truncated: true });
    expect(view('{"name":"Ada"}', 6)).toEqual({ size: 14, kind: 'json', text: '{"name', truncated: true });
    expect(view(Buffer.from(`${'x'.repeat(10)}\u00ff`, 'latin1'), 5)).toMatchObject({ kind: 'text', truncated: true });
  });

  test('as text when they are markup: nothing is taken out or changed', () => {
    const attack = '<img src=x onerror=alert(1)>';
    expect(view(attack)).toMatchObject({ kind: 'text', text: attack });
  });

  test('as a picture when they are a JPEG, unless it is too large to be drawn', () => {
    expect(view(jpeg(640, 480))).toMatchObject({ kind: 'jpeg', width: 640, height: 480, tooLarge: false });
    expect(view(jpeg(65_000, 65_000))).toMatchObject({ kind: 'jpeg', tooLarge: true });
    expect(view(Buffer.concat([jpeg(1, 1), Buffer.alloc(9 * 1024 * 1024)]))).toMatchObject({ tooLarge: true });
    expect(jpegSize(jpeg(2, 3).subarray(0, 12))).toBeUndefined();
    expect(jpegSize(Buffer.from([0xff, 0xd8, 0xff]))).toBeUndefined();
  });
});

test('a message of 20 MB costs a list no more than its beginning, and says how large it is', () => {
  const size = 20 * 1024 * 1024;
  const shown = viewMessage(0, record(Buffer.alloc(size, 'x')), BRIEF);
  expect(shown.value).toMatchObject({ size, truncated: true, kind: 'text' });
  expect(JSON.stringify(shown).length).toBeLessThan(1_000);
  expect(JSON.stringify(viewMessage(0, record(Buffer.alloc(size, 'x')), FULL)).length).toBeLessThan(300_000);
});

test('a tombstone has no value, and ten thousand headers are counted rather than shown', () => {
  const headers = Array.from({ length: 10_000 }, (_, i) => ({ name: `h${i}`, value: null }));
  const shown = viewMessage(3, record(null, headers), BRIEF);
  expect(shown).toMatchObject({ partition: 3, value: null, key: null, moreHeaders: 9_996 });
  expect(shown.headers).toHaveLength(4);
});

test('an exported message can be made again from its line, byte for byte', () => {
  const value = Buffer.from([0xc3, 0x28, 0x0a]);
  const text = Buffer.from('{"big":9007199254740993}\r\n\u2028');
  const line = exportLine(1, record(value, [{ name: 'trace', value: text }]));
  expect(line).not.toContain('\n');
  const read = JSON.parse(line);
  expect(read).toMatchObject({ partition: 1, offset: 7, timestampType: 'LogAppendTime', key: null });
  expect(Buffer.from(read.value, read.valueEncoding)).toEqual(value);
  expect(Buffer.from(read.headers[0].value)).toEqual(text);
});
