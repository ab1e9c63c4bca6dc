/** What a job wrote, topic by topic: how much, what, and when. */
import { createHash } from 'node:crypto';
import type { EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs';
import { TOPICS } from '../../pipelines/transactions/topics.js';

export interface Outputs {
  topics: Map<string, TopicContent>;
  /** From the first to the last record that the broker took, in ms. */
  spanMs: number;
}

export interface TopicContent {
  records: number;
  /** Depends on all records with their keys, but not on their order. Each parser words its reasons in its own way, so these are left out. */
  digest: number;
}

/** Reads topics from their beginning to their end. They must stamp records with the broker's time. */
export async function readOutputs(kafka: Kafka, names: readonly string[], groupId: string): Promise<Outputs> {
  const ends = await endOffsets(kafka, names);
  const topics = new Map<string, TopicContent>(names.map((topic) => [topic, { records: 0, digest: 0 }]));
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;

  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 20, maxBytesPerPartition: 4 * 1024 * 1024 });
  await consumer.connect();
  try {
    await consumer.subscribe({ topics: [...names], fromBeginning: true });
    const readAll = new Promise<void>((resolve, reject) => {
      consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
      // Also tells of batches that hold nothing but the ends of transactions.
      consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) => {
        const partition = `${payload.topic}/${payload.partition}`;
        if (BigInt(payload.lastOffset) + 1n >= (ends.get(partition) ?? 0n)) ends.delete(partition);
        if (ends.size === 0) resolve();
      });
    });
    const eachBatch = async ({ batch }: EachBatchPayload) => {
      const content = topics.get(batch.topic);
      if (!content) return;
      for (const message of batch.messages) {
        content.records += 1;
        content.digest = (content.digest + digestOf(batch.topic, message)) % 2 ** 48;
        first = Math.min(first, Number(message.timestamp));
        last = Math.max(last, Number(message.timestamp));
      }
    };
    await consumer.run({ autoCommit: false, eachBatch });
    if (ends.size > 0) await readAll;
  } finally {
    await consumer.disconnect();
  }
  return { topics, spanMs: last - first };
}

/** The ends of all partitions that hold anything. */
async function endOffsets(kafka: Kafka, names: readonly string[]): Promise<Map<string, bigint>> {
  const ends = new Map<string, bigint>();
  const admin = kafka.admin();
  await admin.connect();
  try {
    for (const topic of names) {
      for (const { partition, high } of await admin.fetchTopicOffsets(topic)) {
        if (BigInt(high) > 0n) ends.set(`${topic}/${partition}`, BigInt(high));
      }
    }
  } finally {
    await admin.disconnect();
  }
  return ends;
}

function digestOf(topic: string, { key, value }: KafkaMessage): number {
  const record = JSON.parse(value?.toString() ?? 'null') as Record<string, unknown>;
  if (topic === TOPICS.malformed) delete record.reason;
  const canonical = JSON.stringify(record, Object.keys(record).sort());
  return createHash('sha1').update(`${key} ${canonical}`).digest().readUIntBE(0, 6);
}

/** @throws Error naming the first topic in which the two differ. */
export function requireSameOutputs(expected: Outputs, found: Outputs, whose: string): void {
  for (const [topic, content] of expected.topics) {
    const other = found.topics.get(topic);
    if (other?.records !== content.records) {
      throw new Error(`${whose} wrote ${other?.records} records to ${topic}, and ${content.records} are expected.`);
    }
    if (other.digest !== content.digest) {
      throw new Error(
        `${whose} wrote as many records to ${topic} as expected (${content.records}), but not the same ones.`,
      );
    }
  }
}
