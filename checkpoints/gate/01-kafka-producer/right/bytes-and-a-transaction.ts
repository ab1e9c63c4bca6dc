/**
 * Makes bytes of everything by itself, waits for the leaders of its topic, and sends in a transaction.
 */
import type { Kafka, Message } from 'kafkajs';
import type { Order } from '../../../../lessons/01-kafka-producer/order.js';

export * from '../../../../lessons/01-kafka-producer/solution.js';

export function toMessage(order: Order): Message {
  return {
    key: Buffer.from(order.customerId),
    value: Buffer.from(JSON.stringify(order)),
    headers: { 'content-type': Buffer.from('application/json'), source: Buffer.from('shop') },
    timestamp: `${order.paidAt}`,
  };
}

export async function createTopic(kafka: Kafka, topic: string): Promise<void> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    const configEntries = [{ name: 'retention.ms', value: '86400000' }];
    await admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions: 3, configEntries }] });
  } finally {
    await admin.disconnect();
  }
}

export async function sendSafely(kafka: Kafka, topic: string, orders: Order[]): Promise<void> {
  const producer = kafka.producer({ transactionalId: `shop-${topic}`, idempotent: true, maxInFlightRequests: 1 });
  try {
    await producer.connect();
    const transaction = await producer.transaction();
    try {
      await transaction.send({ topic, messages: orders.map(toMessage) });
      await transaction.commit();
    } catch (error) {
      await transaction.abort();
      throw error;
    }
  } finally {
    await producer.disconnect();
  }
}
