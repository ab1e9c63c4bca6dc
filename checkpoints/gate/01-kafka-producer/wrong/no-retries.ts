/**
 * Gives up at the first broken connection.
 * @mistake lost-on-cut
 * @task 5
 */
import type { Kafka } from 'kafkajs';
import type { Order } from '../../../../lessons/01-kafka-producer/order.js';
import { toMessage } from '../../../../lessons/01-kafka-producer/solution.js';

export * from '../../../../lessons/01-kafka-producer/solution.js';

export async function sendSafely(kafka: Kafka, topic: string, orders: Order[]): Promise<void> {
  const producer = kafka.producer({ retry: { retries: 0 } });
  try {
    await producer.connect();
    await producer.send({ topic, messages: orders.map(toMessage) });
  } finally {
    await producer.disconnect();
  }
}
