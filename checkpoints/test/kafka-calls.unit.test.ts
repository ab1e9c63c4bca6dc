/** Which of a client's promises somebody waits for: a check that guessed would depend on the machine's speed. */
import type { Kafka } from 'kafkajs';
import { expect, test } from 'vitest';
import { KafkaCalls } from '../src/harness/kafka-calls.js';

/** Makes a producer whose `send` ends as it is told. */
function followed(send: () => Promise<unknown>) {
  const calls = new KafkaCalls();
  const client = { producer: () => ({ connect: async () => undefined, send, isIdempotent: () => false }) };
  const producer = calls.follow(client as unknown as Kafka, 'shop').producer();
  const state = () => calls.open.map(({ name, noticed, ended }) => ({ name, noticed, ended }));
  return { calls, producer, state };
}

const topic = { topic: 'orders', messages: [] };

test('a promise that nobody looks at stays unnoticed, also when its work has ended', async () => {
  const { producer, state } = followed(async () => []);
  producer.send(topic);
  await new Promise(setImmediate);
  expect(state()).toEqual([{ name: 'producer.send', noticed: false, ended: true }]);
});

test('await, return, then, catch and Promise.all notice it', async () => {
  const { producer, state } = followed(async () => []);
  const returned = async () => producer.send(topic);
  await producer.connect();
  await Promise.all([producer.send(topic), returned(), producer.send(topic).catch(() => undefined)]);
  expect(state()).toEqual([]);
});

test('what is noticed and has not ended is under way', async () => {
  const { producer, state } = followed(() => new Promise(() => undefined));
  producer.send(topic).catch(() => undefined);
  expect(state()).toEqual([{ name: 'producer.send', noticed: true, ended: false }]);
});

test('an error passes as it is, and is known by the call that ended with it', async () => {
  const error = new Error('no broker');
  const { calls, producer } = followed(() => Promise.reject(error));
  await expect(producer.send(topic)).rejects.toBe(error);
  expect(calls.siteOf(error)?.stack).toContain('kafka-calls.unit.test.ts');
});

test('a value that is no promise passes as it is', () => {
  const { producer, state } = followed(async () => []);
  expect(producer.isIdempotent()).toBe(false);
  expect(state()).toEqual([]);
});
