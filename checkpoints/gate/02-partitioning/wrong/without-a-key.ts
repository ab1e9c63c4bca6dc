/**
 * Sends without a key: kafkajs deals the records out to the partitions in turns.
 * @mistake scattered
 * @task 2
 */
import type { Kafka } from 'kafkajs';
import type { Sale } from '../../../../lessons/02-partitioning/sale.js';

export * from '../../../../lessons/02-partitioning/solution.js';

export async function sendInOrder(kafka: Kafka, topic: string, sales: Sale[]): Promise<void> {
  const producer = kafka.producer();
  try {
    await producer.connect();
    await producer.send({ topic, messages: sales.map((sale) => ({ value: JSON.stringify(sale) })) });
  } finally {
    await producer.disconnect();
  }
}
