import { CompressionTypes, ConfigResourceTypes, type Kafka, type Message } from 'kafkajs';
import type { Click, Order } from './order.js';

/** Task 1: a record carries its key, its value, its headers and its time. */
export function toMessage(order: Order): Message {
  return {
    key: order.customerId,
    value: JSON.stringify(order),
    headers: { 'content-type': 'application/json', source: 'shop' },
    timestamp: String(order.paidAt),
  };
}

/** Task 2: a topic has partitions and settings. */
export async function createTopic(kafka: Kafka, topic: string): Promise<void> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    await admin.createTopics({
      waitForLeaders: false,
      topics: [{ topic, numPartitions: 3, configEntries: [{ name: 'retention.ms', value: '86400000' }] }],
    });
  } finally {
    await admin.disconnect();
  }
}

export interface TopicDescription {
  partitions: number;
  /** For how long Kafka keeps a record, in ms. */
  retentionMs: number;
}

export async function describeTopic(kafka: Kafka, topic: string): Promise<TopicDescription> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    const metadata = await admin.fetchTopicMetadata({ topics: [topic] });
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: ConfigResourceTypes.TOPIC, name: topic, configNames: ['retention.ms'] }],
    });
    return {
      partitions: metadata.topics[0]?.partitions.length ?? 0,
      retentionMs: Number(resources[0]?.configEntries[0]?.configValue),
    };
  } finally {
    await admin.disconnect();
  }
}

export async function deleteTopic(kafka: Kafka, topic: string): Promise<void> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    await admin.deleteTopics({ topics: [topic] });
  } finally {
    await admin.disconnect();
  }
}

/** Task 3: an order must not get lost, so every in-sync replica has to confirm it. */
export async function sendOrder(kafka: Kafka, topic: string, order: Order): Promise<void> {
  const producer = kafka.producer();
  try {
    await producer.connect();
    await producer.send({ topic, acks: -1, messages: [toMessage(order)] });
  } finally {
    await producer.disconnect();
  }
}

/** Task 3: a click may get lost, so nobody waits for the broker. */
export async function sendClick(kafka: Kafka, topic: string, click: Click): Promise<void> {
  const producer = kafka.producer();
  try {
    await producer.connect();
    await producer.send({ topic, acks: 0, messages: [{ key: click.customerId, value: JSON.stringify(click) }] });
  } finally {
    await producer.disconnect();
  }
}

/** Task 4: many records share a request, and a batch of similar records compresses well. */
export async function sendMany(kafka: Kafka, topic: string, orders: Order[]): Promise<void> {
  const producer = kafka.producer();
  try {
    await producer.connect();
    await producer.send({ topic, compression: CompressionTypes.GZIP, messages: orders.map(toMessage) });
  } finally {
    await producer.disconnect();
  }
}

/** Task 5: an idempotent producer numbers its batches, so the broker drops one that it has already. */
export async function sendSafely(kafka: Kafka, topic: string, orders: Order[]): Promise<void> {
  const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 });
  try {
    await producer.connect();
    await producer.send({ topic, messages: orders.map(toMessage) });
  } finally {
    await producer.disconnect();
  }
}

/** Task 6: sends what Kafka takes, and returns the orders that it refused for good. */
export async function sendOrReport(kafka: Kafka, topic: string, orders: Order[]): Promise<Order[]> {
  const producer = kafka.producer();
  const refused: Order[] = [];
  try {
    await producer.connect();
    for (const order of orders) {
      try {
        await producer.send({ topic, messages: [toMessage(order)] });
      } catch (error) {
        if (!isTooLarge(error)) throw error;
        refused.push(order);
      }
    }
    return refused;
  } finally {
    await producer.disconnect();
  }
}

/** Sending such a record again can never help. */
function isTooLarge(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ('type' in cause && cause.type === 'MESSAGE_TOO_LARGE') return true;
  }
  return false;
}
