/**
 * Takes the id of the sale for the key: spread evenly, and in no order.
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
    const messages = sales.map((sale) => ({ key: sale.saleId, value: JSON.stringify(sale) }));
    await producer.send({ topic, messages });
  } finally {
    await producer.disconnect();
  }
}
