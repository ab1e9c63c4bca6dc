/** Each sale awaited, an idempotent producer, partitions instead of keys, and big integers in the hash. */
import type { Kafka, Producer, ProducerConfig } from 'kafkajs';
import { murmur2 } from '../../../../lessons/02-partitioning/murmur2.js';
import type { Sale } from '../../../../lessons/02-partitioning/sale.js';

export * from '../../../../lessons/02-partitioning/solution.js';

export const partitionFor = (key: string, partitions: number): number =>
  Number((BigInt.asUintN(32, BigInt(murmur2(Buffer.from(key, 'utf8')))) & 0x7fffffffn) % BigInt(partitions));

async function withProducer(kafka: Kafka, config: ProducerConfig, work: (producer: Producer) => Promise<void>) {
  const producer = kafka.producer(config);
  await producer.connect();
  await work(producer).finally(() => producer.disconnect());
}

export async function sendInOrder(kafka: Kafka, topic: string, sales: Sale[]): Promise<void> {
  await withProducer(kafka, { idempotent: true, maxInFlightRequests: 1 }, async (producer) => {
    for (const sale of sales) {
      await producer.send({ topic, messages: [{ key: `of ${sale.merchantId}`, value: JSON.stringify(sale) }] });
    }
  });
}

export async function growTo(kafka: Kafka, topic: string, partitions: number): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const now = (await admin.fetchTopicOffsets(topic)).length;
    if (now < partitions) await admin.createPartitions({ topicPartitions: [{ topic, count: partitions }] });
  } finally {
    await admin.disconnect();
  }
}

export function movedKeys(keys: string[], before: number, after: number): string[] {
  const moved: string[] = [];
  for (const key of keys) if (partitionFor(key, before) - partitionFor(key, after) !== 0) moved.push(key);
  return moved;
}

export async function sendSalted(kafka: Kafka, topic: string, sales: Sale[], hot: ReadonlySet<string>): Promise<void> {
  await withProducer(kafka, {}, async (producer) => {
    const messages = sales.map((sale) => ({ key: saltedKey(sale, hot), value: JSON.stringify(sale, null, 2) }));
    await producer.sendBatch({ topicMessages: [{ topic, messages }] });
  });
}

export function saltedKey({ merchantId, number }: Sale, hot: ReadonlySet<string>): string {
  if (!hot.has(merchantId)) return merchantId;
  return [merchantId, number % 8].join('#');
}
