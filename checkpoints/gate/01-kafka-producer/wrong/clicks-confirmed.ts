/**
 * Waits for every replica, for a click.
 * @mistake wrong-acks-click
 * @task 3
 */
import type { Kafka } from 'kafkajs';
import type { Click } from '../../../../lessons/01-kafka-producer/order.js';

export * from '../../../../lessons/01-kafka-producer/solution.js';

export async function sendClick(kafka: Kafka, topic: string, click: Click): Promise<void> {
  const producer = kafka.producer();
  try {
    await producer.connect();
    await producer.send({ topic, messages: [{ key: click.customerId, value: JSON.stringify(click) }] });
  } finally {
    await producer.disconnect();
  }
}
