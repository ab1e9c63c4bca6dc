/**
 * Takes every error for a refusal: an outage looks like a large order.
 * @mistake error-swallowed
 * @task 6
 */
import type { Kafka } from 'kafkajs';
import type { Order } from '../../../../lessons/01-kafka-producer/order.js';
import { toMessage } from '../../../../lessons/01-kafka-producer/solution.js';

export * from '../../../../lessons/01-kafka-producer/solution.js';

export async function sendOrReport(kafka: Kafka, topic: string, orders: Order[]): Promise<Order[]> {
  const producer = kafka.producer();
  const refused: Order[] = [];
  await producer.connect();
  for (const order of orders) {
    await producer.send({ topic, messages: [toMessage(order)] }).catch(() => refused.push(order));
  }
  await producer.disconnect();
  return refused;
}
