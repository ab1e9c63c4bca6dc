import { expect, test } from 'vitest';
import { formatBytes, table } from '../src/run-command.js';

test('a table aligns its columns', () => {
  expect(
    table([
      ['a', 'long cell', 'x'],
      ['bb', '', 'y'],
    ]),
  ).toBe('a   long cell  x\nbb             y');
});

test.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1536, '1.5 KB'],
  [300 * 1024 * 1024, '300 MB'],
])('%i bytes read as %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
