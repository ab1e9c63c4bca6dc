/**
 * The first refused order ends the loop.
 * @mistake others-not-sent
 * @task 6
 */
import type { Kafka } from 'kafkajs';
import type { Order } from '../../../../lessons/01-kafka-producer/order.js';
import { toMessage } from '../../../../lessons/01-kafka-producer/solution.js';

export * from '../../../../lessons/01-kafka-producer/solution.js';

export async function sendOrReport(kafka: Kafka, topic: string, orders: Order[]): Promise<Order[]> {
  const producer = kafka.producer();
  await producer.connect();
  let at = 0;
  try {
    for (; at < orders.length; at++) {
      const order = orders[at];
      if (order) await producer.send({ topic, messages: [toMessage(order)] });
    }
    return [];
  } catch {
    return orders.slice(at, at + 1);
  } finally {
    await producer.disconnect();
  }
}
