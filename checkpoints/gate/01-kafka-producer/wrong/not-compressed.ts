/**
 * One request, as plain text.
 * @mistake not-compressed
 * @task 4
 */
import type { Kafka } from 'kafkajs';
import type { Order } from '../../../../lessons/01-kafka-producer/order.js';
import { toMessage } from '../../../../lessons/01-kafka-producer/solution.js';

export * from '../../../../lessons/01-kafka-producer/solution.js';

export async function sendMany(kafka: Kafka, topic: string, orders: Order[]): Promise<void> {
  const producer = kafka.producer();
  try {
    await producer.connect();
    await producer.send({ topic, messages: orders.map(toMessage) });
  } finally {
    await producer.disconnect();
  }
}
