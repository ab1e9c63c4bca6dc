/**
 * Asks only the leader to confirm an order.
 * @mistake wrong-acks-order
 * @task 3
 */
import type { Kafka } from 'kafkajs';
import type { Order } from '../../../../lessons/01-kafka-producer/order.js';
import { toMessage } from '../../../../lessons/01-kafka-producer/solution.js';

export * from '../../../../lessons/01-kafka-producer/solution.js';

export async function sendOrder(kafka: Kafka, topic: string, order: Order): Promise<void> {
  const producer = kafka.producer();
  await producer.connect();
  await producer.send({ topic, acks: 1, messages: [toMessage(order)] });
  await producer.disconnect();
}
