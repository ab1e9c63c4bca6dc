/**
 * Sends every order in a request of its own.
 * @mistake too-many-requests
 * @task 4
 */
import { CompressionTypes, type Kafka } from 'kafkajs';
import type { Order } from '../../../../lessons/01-kafka-producer/order.js';
import { toMessage } from '../../../../lessons/01-kafka-producer/solution.js';

export * from '../../../../lessons/01-kafka-producer/solution.js';

export async function sendMany(kafka: Kafka, topic: string, orders: Order[]): Promise<void> {
  const producer = kafka.producer();
  try {
    await producer.connect();
    for (const order of orders) {
      await producer.send({ topic, compression: CompressionTypes.GZIP, messages: [toMessage(order)] });
    }
  } finally {
    await producer.disconnect();
  }
}
