import { expect, test } from 'vitest';
import { withoutSecrets } from '../src/doctor.js';
import { formatBytes, table } from '../src/terminal.js';

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

test('the doctor’s report leaves out passwords and the user’s name', () => {
  const text = 'FLINK_REST_URL=https://me:hunter2@flink.example/ password=abc token: "x y" /home/ada/workbook';
  expect(withoutSecrets(text, '/home/ada')).toBe(
    'FLINK_REST_URL=https://***@flink.example/ password=*** token: *** ~/workbook',
  );
});
