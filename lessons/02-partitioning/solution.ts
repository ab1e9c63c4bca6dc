import type { Admin, ICustomPartitioner, Kafka, Message, Producer, ProducerConfig } from 'kafkajs';
import { murmur2 } from './murmur2.js';
import type { Profile, Sale } from './sale.js';

/** Task 1: the hash of the key's bytes, made positive, modulo the number of partitions. */
export function partitionFor(key: string, partitions: number): number {
  return toPositive(murmur2(Buffer.from(key))) % partitions;
}

/** Drops the sign bit, as Kafka does. Math.abs gives other numbers. */
function toPositive(hash: number): number {
  return hash & 0x7fffffff;
}

/** Task 2: one key, one partition; one request after the other, so that a retry overtakes nothing. */
export async function sendInOrder(kafka: Kafka, topic: string, sales: Sale[]): Promise<void> {
  await produce(kafka, {}, (producer) => producer.send({ topic, messages: sales.map(toMessage) }));
}

function toMessage(sale: Sale): Message {
  return { key: sale.merchantId, value: JSON.stringify(sale) };
}

/** Task 3: express sales have partition 0 for themselves; all others share the rest. */
export const lanes: ICustomPartitioner = () => {
  return ({ partitionMetadata, message }) => {
    const others = partitionMetadata.length - 1;
    if (others === 0 || String(message.headers?.lane) === 'express') return 0;
    return 1 + partitionFor(String(message.key), others);
  };
};

export async function sendInLanes(kafka: Kafka, topic: string, sales: Sale[]): Promise<void> {
  const messages = sales.map((sale) => ({
    ...toMessage(sale),
    headers: { lane: sale.express ? 'express' : 'normal' },
  }));
  await produce(kafka, { createPartitioner: lanes }, (producer) => producer.send({ topic, messages }));
}

/** Task 4: offsets are counted from the oldest record that is still there, not from 0. */
export async function measureSkew(kafka: Kafka, topic: string): Promise<number> {
  return administer(kafka, async (admin) => {
    const offsets = await admin.fetchTopicOffsets(topic);
    const counts = offsets.map(({ high, low }) => Number(high) - Number(low));
    const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
    return mean === 0 ? 1 : Math.max(...counts) / mean;
  });
}

/** Into so many keys is a hot merchant split. */
const SALTS = 8;

export function saltedKey(sale: Sale, hot: ReadonlySet<string>): string {
  return hot.has(sale.merchantId) ? `${sale.merchantId}#${sale.number % SALTS}` : sale.merchantId;
}

export function merchantOf(key: string): string {
  return key.replace(/#\d+$/, '');
}

export async function sendSalted(kafka: Kafka, topic: string, sales: Sale[], hot: ReadonlySet<string>): Promise<void> {
  const messages = sales.map((sale) => ({ ...toMessage(sale), key: saltedKey(sale, hot) }));
  await produce(kafka, {}, (producer) => producer.send({ topic, messages }));
}

/** Task 5: Kafka is told how many there shall be in all. */
export async function growTo(kafka: Kafka, topic: string, partitions: number): Promise<void> {
  await administer(kafka, (admin) => admin.createPartitions({ topicPartitions: [{ topic, count: partitions }] }));
}

export function movedKeys(keys: string[], before: number, after: number): string[] {
  return keys.filter((key) => partitionFor(key, before) !== partitionFor(key, after));
}

/** Task 6: of each key the newest record stays, so the topic is a table. */
export async function createProfiles(kafka: Kafka, topic: string, partitions: number): Promise<void> {
  const configEntries = [{ name: 'cleanup.policy', value: 'compact' }];
  const topics = [{ topic, numPartitions: partitions, configEntries }];
  await administer(kafka, (admin) => admin.createTopics({ waitForLeaders: false, topics }));
}

export async function saveProfile(kafka: Kafka, topic: string, profile: Profile): Promise<void> {
  const message = { key: profile.merchantId, value: JSON.stringify(profile) };
  await produce(kafka, {}, (producer) => producer.send({ topic, messages: [message] }));
}

/** A tombstone: the key, and no value. Compaction removes what was there under this key, and later the tombstone. */
export async function forgetMerchant(kafka: Kafka, topic: string, merchantId: string): Promise<void> {
  const message = { key: merchantId, value: null };
  await produce(kafka, {}, (producer) => producer.send({ topic, messages: [message] }));
}

async function produce(
  kafka: Kafka,
  config: ProducerConfig,
  work: (producer: Producer) => Promise<unknown>,
): Promise<void> {
  const producer = kafka.producer(config);
  try {
    await producer.connect();
    await work(producer);
  } finally {
    await producer.disconnect();
  }
}

async function administer<T>(kafka: Kafka, work: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}
