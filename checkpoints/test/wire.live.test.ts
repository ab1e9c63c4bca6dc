/** Faults at the socket: what a lesson breaks must break just so, or it would grade something else. */
import { randomUUID } from 'node:crypto';
import { createTopics, readSettings } from '@workbook/services';
import { type Admin, Kafka, logLevel, type Producer } from 'kafkajs';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { untappedSocket, Wire } from '../dist/harness/wire.js';

const settings = readSettings();
const connection = {
  brokers: settings.kafka.bootstrapServers,
  logLevel: logLevel.NOTHING,
  connectionTimeout: 10_000,
};
const topic = `wire-${randomUUID()}`;
const unseen = new Kafka({ ...connection, socketFactory: untappedSocket });
const admin: Admin = unseen.admin();
// As a learner's client that knows another address of the same cluster: only the advertised port is watched.
const wire = new Wire([]);
const producers: Producer[] = [];

beforeAll(async () => {
  await admin.connect();
  await createTopics(settings, [{ name: topic, partitions: 1 }]);
  wire.install();
  wire.addPorts((await admin.describeCluster()).brokers.map(({ port }) => port));
});

afterEach(async () => {
  await Promise.all(producers.splice(0).map((producer) => producer.disconnect()));
  wire.clear();
});

afterAll(async () => {
  wire.uninstall();
  await admin.deleteTopics({ topics: [topic] });
  await admin.disconnect();
});

async function connect(clientId = 'wire-test'): Promise<Producer> {
  const retry = { retries: 2, initialRetryTime: 20 };
  const producer = new Kafka({ ...connection, clientId, retry }).producer();
  producers.push(producer);
  await producer.connect();
  return producer;
}

const stored = async () => Number((await admin.fetchTopicOffsets(topic))[0]?.offset);
const messages = [{ key: 'k', value: 'v' }];

test('every request is counted, by its API and with what is in it', async () => {
  const producer = await connect();
  await producer.send({ topic, messages });
  expect(wire.of('Produce')).toMatchObject([
    { clientId: 'wire-test', answered: true, produce: { acks: -1, batches: [{ topic, partition: 0, records: 1 }] } },
  ]);
  expect(wire.of('Metadata').length).toBeGreaterThan(0);
});

test('a request that is cut never reaches the broker, and the client tries again', async () => {
  const before = await stored();
  const producer = await connect();
  const fault = wire.break('cut');
  await producer.send({ topic, messages });
  expect(fault.happened).toBe(true);
  expect(wire.of('Produce').map(({ answered }) => answered)).toEqual([false, true]);
  expect(await stored()).toBe(before + 1);
});

test('an answer that is dropped leaves the work done, and the client does it again', async () => {
  const before = await stored();
  const producer = await connect();
  wire.break('drop answer');
  await producer.send({ topic, messages });
  expect(await stored()).toBe(before + 2);
});

test('a request that is delayed goes out late and whole, and what follows stays behind it', async () => {
  const before = await stored();
  const producer = await connect();
  wire.break('delay', 'Produce', 300);
  const began = performance.now();
  const first = producer.send({ topic, messages });
  const second = producer.send({ topic, messages });
  await Promise.all([first, second]);
  expect(performance.now() - began).toBeGreaterThanOrEqual(290);
  expect(await stored()).toBe(before + 2);
});

test('a client that is severed is gone for good; others go on', async () => {
  const before = await stored();
  const [victim, other] = [await connect('victim'), await connect('other')];
  wire.sever('victim');
  await expect(victim.send({ topic, messages })).rejects.toThrow();
  await other.send({ topic, messages });
  expect(await stored()).toBe(before + 1);
});

test('topics that a client created are known from the answer; those that were there are not among them', async () => {
  const mine = `wire-${randomUUID()}`;
  const client = new Kafka(connection).admin();
  await client.connect();
  try {
    await client.createTopics({ waitForLeaders: false, topics: [{ topic: mine }] });
    await client.createTopics({ waitForLeaders: false, topics: [{ topic }] });
    expect(wire.of('CreateTopics').map(({ topics, created }) => ({ topics, created }))).toEqual([
      { topics: [mine], created: [mine] },
      { topics: [topic], created: [] },
    ]);
  } finally {
    await client.deleteTopics({ topics: [mine] });
    await client.disconnect();
  }
});
