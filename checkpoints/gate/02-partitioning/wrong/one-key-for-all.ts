/**
 * Keeps the order by giving all sales the same key.
 * @mistake all-in-one
 * @task 2
 */
import type { Kafka } from 'kafkajs';
import type { Sale } from '../../../../lessons/02-partitioning/sale.js';

export * from '../../../../lessons/02-partitioning/solution.js';

export async function sendInOrder(kafka: Kafka, topic: string, sales: Sale[]): Promise<void> {
  const producer = kafka.producer();
  try {
    await producer.connect();
    await producer.send({ topic, messages: sales.map((sale) => ({ key: 'sales', value: JSON.stringify(sale) })) });
  } finally {
    await producer.disconnect();
  }
}
