/**
 * Does not ask Kafka: what seems large to it counts as refused.
 * @mistake guessed-limit
 * @task 6
 */
import type { Kafka } from 'kafkajs';
import type { Order } from '../../../../lessons/01-kafka-producer/order.js';
import { toMessage } from '../../../../lessons/01-kafka-producer/solution.js';

export * from '../../../../lessons/01-kafka-producer/solution.js';

export async function sendOrReport(kafka: Kafka, topic: string, orders: Order[]): Promise<Order[]> {
  const isLarge = (order: Order) => JSON.stringify(order).length > 1_000;
  const producer = kafka.producer();
  try {
    await producer.connect();
    for (const order of orders) if (!isLarge(order)) await producer.send({ topic, messages: [toMessage(order)] });
    return orders.filter(isLarge);
  } finally {
    await producer.disconnect();
  }
}
