/**
 * Sends without waiting: what is tried again comes after what was sent later.
 * @mistake out-of-order
 * @task 2
 */
import type { Kafka } from 'kafkajs';
import type { Sale } from '../../../../lessons/02-partitioning/sale.js';

export * from '../../../../lessons/02-partitioning/solution.js';

export async function sendInOrder(kafka: Kafka, topic: string, sales: Sale[]): Promise<void> {
  const producer = kafka.producer();
  try {
    await producer.connect();
    await Promise.all(
      sales.map((sale) => producer.send({ topic, messages: [{ key: sale.merchantId, value: JSON.stringify(sale) }] })),
    );
  } finally {
    await producer.disconnect();
  }
}
