/**
 * Wants each order once, and lets only the leader confirm it.
 * @mistake idempotence-refused
 * @task 5
 */
import type { Kafka } from 'kafkajs';
import type { Order } from '../../../../lessons/01-kafka-producer/order.js';
import { toMessage } from '../../../../lessons/01-kafka-producer/solution.js';

export * from '../../../../lessons/01-kafka-producer/solution.js';

export async function sendSafely(kafka: Kafka, topic: string, orders: Order[]): Promise<void> {
  const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 });
  try {
    await producer.connect();
    await producer.send({ topic, acks: 1, messages: orders.map(toMessage) });
  } finally {
    await producer.disconnect();
  }
}
