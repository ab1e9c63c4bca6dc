/**
 * A request for each merchant, all under way at once; waits for the leaders of its topic.
 */
import type { Kafka } from 'kafkajs';
import type { Sale } from '../../../../lessons/02-partitioning/sale.js';

export * from '../../../../lessons/02-partitioning/solution.js';

export async function sendInOrder(kafka: Kafka, topic: string, sales: Sale[]): Promise<void> {
  const producer = kafka.producer();
  const merchants = [...new Set(sales.map(({ merchantId }) => merchantId))];
  try {
    await producer.connect();
    await Promise.all(
      merchants.map((merchant) => {
        const own = sales.filter(({ merchantId }) => merchantId === merchant);
        const messages = own.map((sale) => ({ key: merchant, value: JSON.stringify(sale) }));
        return producer.send({ topic, messages });
      }),
    );
  } finally {
    await producer.disconnect();
  }
}

export async function createProfiles(kafka: Kafka, topic: string, partitions: number): Promise<void> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    const configEntries = [{ name: 'cleanup.policy', value: 'compact' }];
    await admin.createTopics({ topics: [{ topic, numPartitions: partitions, configEntries }] });
  } finally {
    await admin.disconnect();
  }
}
