/** Settings after creation, one send at a time, and the error asked for its type. */
import { ConfigResourceTypes, type Kafka, KafkaJSProtocolError } from 'kafkajs';
import type { Order } from '../../../../lessons/01-kafka-producer/order.js';
import { type TopicDescription, toMessage } from '../../../../lessons/01-kafka-producer/solution.js';

export * from '../../../../lessons/01-kafka-producer/solution.js';

export async function createTopic(kafka: Kafka, topic: string): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  const configEntries = [{ name: 'retention.ms', value: String(24 * 60 * 60 * 1000) }];
  const resources = [{ type: ConfigResourceTypes.TOPIC, name: topic, configEntries }];
  await admin
    .createTopics({ waitForLeaders: false, topics: [{ topic, numPartitions: 3, replicationFactor: 1 }] })
    .then(() => admin.alterConfigs({ validateOnly: false, resources }))
    .finally(() => admin.disconnect());
}

export async function describeTopic(kafka: Kafka, topic: string): Promise<TopicDescription> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const [offsets, configs] = await Promise.all([
      admin.fetchTopicOffsets(topic),
      admin.describeConfigs({
        includeSynonyms: false,
        resources: [{ type: ConfigResourceTypes.TOPIC, name: topic }],
      }),
    ]);
    const retention = configs.resources[0]?.configEntries.find(({ configName }) => configName === 'retention.ms');
    return { partitions: offsets.length, retentionMs: Number(retention?.configValue) };
  } finally {
    await admin.disconnect();
  }
}

export async function sendSafely(kafka: Kafka, topic: string, orders: Order[]): Promise<void> {
  const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 });
  await producer.connect();
  try {
    for (const order of orders) await producer.send({ topic, messages: [toMessage(order)] });
  } finally {
    await producer.disconnect();
  }
}

export async function sendOrReport(kafka: Kafka, topic: string, orders: Order[]): Promise<Order[]> {
  const producer = kafka.producer();
  const refused = new Set<Order>();
  await producer.connect();
  try {
    for (const order of orders) {
      await producer.send({ topic, messages: [toMessage(order)] }).catch((error: unknown) => {
        const cause = error instanceof Error && error.cause ? error.cause : error;
        if (!(cause instanceof KafkaJSProtocolError && cause.type === 'MESSAGE_TOO_LARGE')) throw error;
        refused.add(order);
      });
    }
    return [...refused];
  } finally {
    await producer.disconnect();
  }
}
