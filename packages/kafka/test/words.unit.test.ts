/** No word of a command line is swallowed: it is read, or it is refused. */

import { describe, expect, test } from 'vitest';
import { readTopicWords } from '../src/topic-changes.js';
import { markMessages, readSendWords, readTailWords } from '../src/words.js';

test('tail takes from-beginning and one number of messages', () => {
  expect(readTailWords(['3', 'from-beginning'], {})).toEqual({ fromBeginning: true, limit: 3 });
  expect(readTailWords([], {})).toEqual({ fromBeginning: false, limit: undefined });
  expect(() => readTailWords(['0'], {})).toThrow('"0" is no number of messages: write a whole number, 1 or more.');
  expect(() => readTailWords(['from-begining'], {})).toThrow('Did you mean "from-beginning"?');
});

test('create takes what npm kept of its number of partitions', () => {
  expect(readTopicWords('sales', ['retention.ms=1'], { npm_config_partitions: '3' })).toEqual({
    name: 'sales',
    partitions: 3,
    config: { 'retention.ms': '1' },
  });
  expect(() => readTopicWords('sales', ['3'], { npm_config_partitions: 'true' })).toThrow(
    'npm keeps --partitions for itself, and its value has lost its name. Write partitions=… instead.',
  );
});

describe('send', () => {
  const read = (words: string[], env: NodeJS.ProcessEnv = {}) => readSendWords('sales', words, env);

  test('reads its options wherever they stand, and everything else as messages', () => {
    expect(read(['partition=1', 'x'])).toEqual({ key: null, partition: 1, messages: ['x'] });
    expect(read(['x', '{"a":1}', '--key=u=1', '-5'])).toEqual({ key: 'u=1', messages: ['x', '{"a":1}', '-5'] });
    expect(read(['key=', 'http://x?a=b'])).toEqual({ key: '', messages: ['http://x?a=b'] });
    expect(read(['x'], { npm_config_partition: '2' })).toEqual({ key: null, partition: 2, messages: ['x'] });
  });

  test('sends a message that looks like an option where it is told so', () => {
    expect(read(['message=partition=1', 'message=--key=2']).messages).toEqual(['partition=1', '--key=2']);
    const marked = markMessages(['send', 'sales', 'key=1', '--', 'key=2', '--help']);
    expect(read(marked.slice(2))).toEqual({ key: '1', messages: ['key=2', '--help'] });
    expect(markMessages(['tail', 'sales', '--', '5'])).toEqual(['tail', 'sales', '--', '5']);
  });

  test('never sends what may have been meant as an option', () => {
    expect(() => read(['partitoin=1', 'x'])).toThrow(
      '"partitoin=1" is not known here. Did you mean "partition=N"? Possible: key=KEY, partition=N, message=TEXT. ' +
        'To send it as a message: npm run kafka send sales message=partitoin=1',
    );
    expect(() => read(['--verbose', 'x'])).toThrow('"--verbose" is not known here.');
    expect(() => read(['partition', '1'])).toThrow('Did you mean "partition=N"?');
    expect(() => read(['amount=5'])).toThrow('npm run kafka send sales message=amount=5');
    expect(() => read(['key=1', 'key=2'])).toThrow('"key=" is there twice.');
    expect(() => read(['partition=-1'])).toThrow('"partition=-1" is no partition: they are numbered from 0.');
    expect(() => read(['1', 'x'], { npm_config_partition: 'true' })).toThrow('Write partition=… instead.');
  });
});
