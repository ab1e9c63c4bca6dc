/** The partition as a field of the record, bytes as headers and values, and settings after creation. */
import { ConfigResourceTypes, type ICustomPartitioner, type Kafka, type Message, Partitioners } from 'kafkajs';
import type { Profile, Sale } from '../../../../lessons/02-partitioning/sale.js';
import { partitionFor } from '../../../../lessons/02-partitioning/solution.js';

export * from '../../../../lessons/02-partitioning/solution.js';

export const lanes: ICustomPartitioner = () => {
  const byKey = Partitioners.DefaultPartitioner();
  return (args) => {
    const [, ...others] = args.partitionMetadata;
    const lane = args.message.headers?.lane;
    if (lane?.toString() === 'express' || others.length === 0) return 0;
    return 1 + byKey({ ...args, partitionMetadata: others });
  };
};

export async function sendInOrder(kafka: Kafka, topic: string, sales: Sale[]): Promise<void> {
  await send(
    kafka,
    topic,
    sales.map((sale) => ({ partition: partitionFor(sale.merchantId, 3), value: Buffer.from(JSON.stringify(sale)) })),
  );
}

export async function measureSkew(kafka: Kafka, topic: string): Promise<number> {
  const admin = kafka.admin();
  await admin.connect();
  let sum = 0;
  let largest = 0;
  const offsets = await admin.fetchTopicOffsets(topic).finally(() => admin.disconnect());
  for (const { high, low } of offsets) {
    const count = Number(BigInt(high) - BigInt(low));
    sum += count;
    largest = Math.max(largest, count);
  }
  return sum === 0 ? 1 : (largest * offsets.length) / sum;
}

export const merchantOf = (key: string): string => key.split('#')[0] ?? key;

export async function createProfiles(kafka: Kafka, topic: string, partitions: number): Promise<void> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    await admin.createTopics({ waitForLeaders: false, topics: [{ topic, numPartitions: partitions }] });
    const configEntries = [{ name: 'cleanup.policy', value: 'compact' }];
    const resources = [{ type: ConfigResourceTypes.TOPIC, name: topic, configEntries }];
    await admin.alterConfigs({ validateOnly: false, resources });
  } finally {
    await admin.disconnect();
  }
}

export const saveProfile = (kafka: Kafka, topic: string, profile: Profile): Promise<void> =>
  send(kafka, topic, [{ key: Buffer.from(profile.merchantId), value: JSON.stringify(profile) }]);

export const forgetMerchant = (kafka: Kafka, topic: string, merchantId: string): Promise<void> =>
  send(kafka, topic, [{ key: merchantId, value: null }]);

async function send(kafka: Kafka, topic: string, messages: Message[]): Promise<void> {
  const producer = kafka.producer();
  await producer.connect();
  await producer.send({ topic, messages }).finally(() => producer.disconnect());
}
