/**
 * Builds the record of an order anew, and forgets its headers.
 * @mistake wrong-record
 * @task 3
 */
import type { Kafka } from 'kafkajs';
import type { Order } from '../../../../lessons/01-kafka-producer/order.js';

export * from '../../../../lessons/01-kafka-producer/solution.js';

export async function sendOrder(kafka: Kafka, topic: string, order: Order): Promise<void> {
  const producer = kafka.producer();
  const message = { key: order.customerId, value: JSON.stringify(order), timestamp: String(order.paidAt) };
  try {
    await producer.connect();
    await producer.send({ topic, messages: [message] });
  } finally {
    await producer.disconnect();
  }
}
