/**
 * Gives up at the first broken connection.
 * @mistake gave-up
 * @task 2
 */
import type { Kafka } from 'kafkajs';
import type { Sale } from '../../../../lessons/02-partitioning/sale.js';

export * from '../../../../lessons/02-partitioning/solution.js';

export async function sendInOrder(kafka: Kafka, topic: string, sales: Sale[]): Promise<void> {
  const producer = kafka.producer({ retry: { retries: 0 } });
  try {
    await producer.connect();
    const messages = sales.map((sale) => ({ key: sale.merchantId, value: JSON.stringify(sale) }));
    await producer.send({ topic, messages });
  } finally {
    await producer.disconnect();
  }
}
