/** Whatever way an option is typed, and whatever npm does to it, the command understands it. */
import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { readWords } from '../src/commands/command-line.js';

const command = new Command().option('--json').option('--solution').option('--seed <number>').argument('[lessons...]');

function read(words: string[], env: NodeJS.ProcessEnv = {}): { lessons: string[]; options: object } {
  const fresh = new Command().option('--json').option('--solution').option('--seed <number>').argument('[lessons...]');
  fresh.parse(readWords(command, words, env), { from: 'user' });
  return { lessons: fresh.args, options: fresh.opts() };
}

describe('an option counts', () => {
  test.each([
    ['as a word', ['1', 'solution'], {}, { solution: true }],
    ['as a flag', ['--solution', '1'], {}, { solution: true }],
    ['as a flag that npm kept', ['1'], { npm_config_solution: 'true' }, { solution: true }],
    ['as a word with a value', ['seed=5', '1'], {}, { seed: '5' }],
    ['as a flag with a value', ['1', '--seed', '5'], {}, { seed: '5' }],
    ['as a flag with a value that npm kept', ['1'], { npm_config_seed: '5' }, { seed: '5' }],
    ['as a flag that npm kept without its value', ['1', '5'], { npm_config_seed: 'true' }, { seed: '5' }],
    ['beside others', ['1', 'json', 'solution'], {}, { json: true, solution: true }],
  ])('%s', (_, words, env, options) => expect(read(words, env)).toEqual({ lessons: ['1'], options }));
});

test("what is set to nothing in npm's own settings is not meant for the command", () => {
  expect(read(['1'], { npm_config_json: '', npm_config_yes: 'true' })).toEqual({ lessons: ['1'], options: {} });
});

test.each([[['help']], [['4', 'help']]])('help is a word, too: %s', (words) => {
  expect(readWords(command, words, {})).toEqual(['--help']);
});
