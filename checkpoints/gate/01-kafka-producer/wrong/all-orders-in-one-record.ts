/**
 * One request, because there is one record: a list of orders.
 * @mistake not-a-record-each
 * @task 4
 */
import { CompressionTypes, type Kafka } from 'kafkajs';
import type { Order } from '../../../../lessons/01-kafka-producer/order.js';

export * from '../../../../lessons/01-kafka-producer/solution.js';

export async function sendMany(kafka: Kafka, topic: string, orders: Order[]): Promise<void> {
  const producer = kafka.producer();
  try {
    await producer.connect();
    const messages = [{ value: JSON.stringify(orders) }];
    await producer.send({ topic, compression: CompressionTypes.GZIP, messages });
  } finally {
    await producer.disconnect();
  }
}
