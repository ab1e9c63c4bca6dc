import { describe, expect, test } from 'vitest';
import { withoutSecrets } from '../src/doctor.js';
import { askForHelp, formatBytes, readWords, table } from '../src/terminal.js';

describe('words', () => {
  test('work as plain words, as flags, and as flags that npm kept for itself', () => {
    expect(readWords(['docker'], ['docker', 'yes'], [], {}).options).toEqual(new Set(['docker']));
    expect(readWords(['--docker'], ['docker', 'yes'], [], {}).options).toEqual(new Set(['docker']));
    expect(readWords([], ['docker', 'yes'], [], { npm_config_docker: 'true' }).options).toEqual(new Set(['docker']));
    expect(readWords([], ['from-beginning'], [], { npm_config_from_beginning: 'true' }).options.size).toBe(1);
  });

  test('that nobody knows are named together with those that are possible', () => {
    expect(() => readWords(['dokcer'], ['docker'], ['kafka'], {})).toThrow(
      '"dokcer" is not known here. Possible: kafka, docker.',
    );
  });
});

test('the word help asks for the help of a command, behind its name or at the end', () => {
  expect(askForHelp(['up', 'help'])).toEqual(['up', '--help']);
  expect(askForHelp(['tail', 'sales', 'help'])).toEqual(['tail', '--help']);
  expect(askForHelp(['help', 'up'])).toEqual(['help', 'up']);
  expect(askForHelp(['tail', 'sales', '5'])).toEqual(['tail', 'sales', '5']);
});

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
