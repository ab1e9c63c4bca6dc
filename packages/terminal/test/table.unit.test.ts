import { expect, test } from 'vitest';
import { formatBytes } from '../src/counted.js';
import { table } from '../src/table.js';

test('a table aligns its columns', () => {
  expect(
    table([
      ['a', 'long cell', 'x'],
      ['bb', '', 'y'],
    ]),
  ).toBe('a   long cell  x\nbb             y');
});

test('a column may stand on the right; colours and wide characters count as what is seen of them', () => {
  const rows = [
    ['\u001b[31mred\u001b[39m', '1', 'x'],
    ['東京', '12 345', 'y'],
  ];
  expect(table(rows, ['left', 'right'])).toBe('\u001b[31mred\u001b[39m        1  x\n東京  12 345  y');
});

test.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1536, '1.5 KB'],
  [300 * 1024 * 1024, '300 MB'],
])('%i bytes read as %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
