/** No word of a command line is swallowed: it is read, or it is refused. */
import { describe, expect, test } from 'vitest';
import { askForHelp, readWords, takeCount } from '../src/words.js';

describe('an option', () => {
  test('is a plain word, a flag, or a flag that npm kept for itself', () => {
    expect(readWords(['docker'], ['docker', 'yes'], [], {}).options).toEqual(new Set(['docker']));
    expect(readWords(['--docker'], ['docker', 'yes'], [], {}).options).toEqual(new Set(['docker']));
    expect(readWords([], ['docker', 'yes'], [], { npm_config_docker: 'true' }).options).toEqual(new Set(['docker']));
    expect(readWords([], ['from-beginning'], [], { npm_config_from_beginning: 'true' }).options.size).toBe(1);
  });

  test('that nobody knows is named, with what was probably meant and what is possible', () => {
    const refusal = (word: string) => () => readWords([word], ['docker'], ['kafka'], {});
    expect(refusal('dokcer')).toThrow('"dokcer" is not known here. Did you mean "docker"? Possible: kafka, docker.');
    expect(refusal('verbose')).toThrow('"verbose" is not known here. Possible: kafka, docker.');
    expect(refusal('docker=1')).toThrow('"docker=1" is not known here. Did you mean "docker"?');
    expect(() => readWords(['verbose'], [], [], {})).toThrow('"verbose" is not known here. Nothing follows here.');
  });

  test('with a number is there once', () => {
    expect(takeCount(['kafka', '5'])).toEqual({ count: 5, rest: ['kafka'] });
    expect(() => takeCount(['5', '6'])).toThrow('How many: 5 or 6? Write one number.');
  });
});

test('the word help asks for the help of a command, behind its name or at the end', () => {
  expect(askForHelp(['up', 'help'])).toEqual(['up', '--help']);
  expect(askForHelp(['tail', 'sales', 'help'])).toEqual(['tail', '--help']);
  expect(askForHelp(['help', 'up'])).toEqual(['help', 'up']);
  expect(askForHelp(['tail', 'sales', '5'])).toEqual(['tail', 'sales', '5']);
  expect(askForHelp(['run', 'a.ts', 'help=me'])).toEqual(['run', 'a.ts', 'help=me']);
  expect(askForHelp([])).toEqual([]);
});
