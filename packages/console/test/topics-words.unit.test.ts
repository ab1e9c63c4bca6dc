/** Names that Kafka takes, and settings in words. */

import { MOST_PARTITIONS, partitionCountFault, topicErrorType, topicNameFault } from '@workbook/kafka';
import { expect, test } from 'vitest';
import { kindOf } from '../src/server/topics/names.js';
import { parseNewMessage } from '../src/server/topics/produce.js';
import { retentionInWords, valueInWords } from '../src/server/topics/settings.js';

test('a topic’s name is refused as Kafka refuses it, before anything is asked of it', () => {
  expect(topicNameFault('orders.v2_new-1', ['other'])).toBeUndefined();
  expect(topicNameFault('', [])).toContain('needs a name');
  expect(topicNameFault('..', [])).toContain('cannot be called');
  expect(topicNameFault('a'.repeat(250), [])).toContain('at most 249');
  expect(topicNameFault('<b>', [])).toContain('"<" is none of them');
  expect(topicNameFault('naïve', [])).toContain('"ï" is none of them');
  expect(topicNameFault('orders', ['orders'])).toContain('already');
  expect(topicNameFault('a.b', ['a_b'])).toContain('differs from "a_b" only in');
});

test('a topic has from 1 to as many partitions as a laptop’s broker likes', () => {
  expect(partitionCountFault(1)).toBeUndefined();
  expect(partitionCountFault(MOST_PARTITIONS)).toBeUndefined();
  for (const count of [0, MOST_PARTITIONS + 1, 1.5, Number.NaN, '2', undefined]) {
    expect(partitionCountFault(count)).toBe(
      `A topic has 1 to ${MOST_PARTITIONS} partitions here; "${count}" is not such a number.`,
    );
  }
});

test('what was wrong with a topic is known from kafkajs’s error of one topic, and of several', () => {
  const invalid = Object.assign(new Error('configuration is invalid'), { type: 'INVALID_CONFIG' });
  expect(topicErrorType(invalid)).toBe('INVALID_CONFIG');
  expect(topicErrorType(Object.assign(new Error('Topic creation errors'), { errors: [invalid] }))).toBe(
    'INVALID_CONFIG',
  );
  expect(topicErrorType(new Error('no broker'))).toBeUndefined();
  expect(topicErrorType(undefined)).toBeUndefined();
});

test('Kafka’s own topics and those of checks are told apart from a learner’s', () => {
  expect(kindOf('__consumer_offsets', true)).toBe('internal');
  expect(kindOf('__transaction_state', false)).toBe('internal');
  expect(kindOf('check-0a1b2c3d-orders', false)).toBe('check');
  expect(kindOf('check-out', false)).toBe('own');
});

test('settings are numbers for Kafka and words for people', () => {
  expect(valueInWords('retention.ms', '604800000')).toBe('7 days');
  expect(valueInWords('retention.ms', '-1')).toBe('no limit');
  expect(valueInWords('segment.ms', '9223372036854775807')).toBe('no limit');
  expect(valueInWords('max.message.bytes', '10485760')).toBe('10 MiB');
  expect(valueInWords('min.insync.replicas', '1')).toBeUndefined();
  expect(valueInWords('cleanup.policy', 'compact')).toBeUndefined();
  const words = (settings: Record<string, string>) => retentionInWords(new Map(Object.entries(settings)));
  expect(words({ 'retention.ms': '-1', 'retention.bytes': '-1' })).toBe('for ever');
  expect(words({ 'retention.ms': '5400000', 'retention.bytes': '1073741824' })).toBe('1.5 hours, 1 GiB a partition');
  expect(words({ 'cleanup.policy': 'compact', 'retention.ms': '1' })).toBe('last of each key');
  expect(words({ 'cleanup.policy': 'compact,delete', 'retention.ms': '60000' })).toBe('last of each key, 1 minute');
});

test('a message by hand is refused with the reason', () => {
  expect(parseNewMessage({ value: null, key: 'k' })).toMatchObject({ value: null, key: 'k', partition: null });
  expect(() => parseNewMessage({ value: '{', json: true })).toThrow('not JSON, so it was not sent');
  expect(() => parseNewMessage({ value: 'x', partition: -1 })).toThrow('"-1" is no partition');
  expect(() => parseNewMessage({ value: 5 })).toThrow('as texts');
  expect(() => parseNewMessage({ value: 'x', headers: [{ name: 'a' }] })).toThrow('Headers are names and values');
  expect(() => parseNewMessage('nothing')).toThrow('as texts');
});
