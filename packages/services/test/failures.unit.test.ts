import { describe, expect, test } from 'vitest';
import { describeFailure, ServiceError } from '../src/failures.js';

describe('describeFailure', () => {
  test('shows a service’s sentence and the end of its log, never a stack', () => {
    const error = new ServiceError('Kafka ended while it was starting.', { logLines: ['one', 'two'] });
    expect(describeFailure(error)).toBe('Kafka ended while it was starting.\nFrom its log:\n  one\n  two');
  });

  test('adds the remedy to a network error, also when it is the cause of another', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:9092'), { code: 'ECONNREFUSED' });
    const expected = 'Nothing answers there. Start the services with "npm start", or see "npm run services status".';
    expect(describeFailure(refused)).toBe(`connect ECONNREFUSED 127.0.0.1:9092. ${expected}`);
    expect(describeFailure(new Error('fetch failed', { cause: refused }))).toBe(`fetch failed. ${expected}`);
  });

  test.each([
    ['ENOSPC', 'write', undefined, /^A file could not be written: there is no room left on the disk\./],
    ['EROFS', 'mkdir', '/x', /^\/x could not be made: the disk is read-only\./],
    ['EACCES', 'open', '/x', /^\/x could not be opened: this user may not do that\./],
    ['EPERM', 'kill', undefined, /^kill EPERM\.$/],
  ])('says what a refused file means: %s of %s', (code, syscall, path, sentence) => {
    const error = Object.assign(new Error(`${syscall} ${code}`), { code, syscall, path });
    expect(describeFailure(error)).toMatch(sentence);
  });

  test('says who is meant where kafkajs does not', () => {
    const expected = 'Kafka does not answer. See "npm run services status".';
    expect(describeFailure(new Error('Broker not connected'))).toBe(expected);
  });

  test('ends what it does not know with a full stop', () => {
    expect(describeFailure('something odd')).toBe('something odd.');
  });
});
