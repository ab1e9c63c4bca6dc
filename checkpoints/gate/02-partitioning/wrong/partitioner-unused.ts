/**
 * The partitioner is right, and the producer does not know it.
 * @mistake lane-missing
 * @task 3
 */
import type { Kafka } from 'kafkajs';
import type { Sale } from '../../../../lessons/02-partitioning/sale.js';

export * from '../../../../lessons/02-partitioning/solution.js';

export async function sendInLanes(kafka: Kafka, topic: string, sales: Sale[]): Promise<void> {
  const producer = kafka.producer();
  try {
    await producer.connect();
    const messages = sales.map((sale) => ({
      key: sale.merchantId,
      value: JSON.stringify(sale),
      headers: { lane: sale.express ? 'express' : 'normal' },
    }));
    await producer.send({ topic, messages });
  } finally {
    await producer.disconnect();
  }
}
