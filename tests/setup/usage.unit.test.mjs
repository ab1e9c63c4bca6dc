import { expect, it } from 'vitest';
import { usage } from '../../setup/usage.mjs';

it.each(['help', '--help', '-h'])('%s explains a command instead of running it', (word) => {
  expect(usage('stop', [word])).toMatch(/^Usage: npm stop\n\nStops Kafka/);
});

it('a word that a command does not know ends it', () => {
  expect(() => usage('start', ['noopen'])).toThrow('"noopen" means nothing here.');
  expect(() => usage('stop', ['now'])).toThrow('"now" means nothing here.');
});

it('other words are left to the command', () => {
  expect(usage('start', ['no-open'])).toBeUndefined();
  expect(usage('start', ['--no-open'])).toBeUndefined();
  expect(usage('test', ['checkpoints', '--retry=0'])).toBeUndefined();
  expect(usage('update', ['json'])).toBeUndefined();
});
