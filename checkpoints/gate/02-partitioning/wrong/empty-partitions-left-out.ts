/**
 * Takes the mean of those partitions that have records.
 * @mistake wrong-skew
 * @task 4
 */
import type { Kafka } from 'kafkajs';

export * from '../../../../lessons/02-partitioning/solution.js';

export async function measureSkew(kafka: Kafka, topic: string): Promise<number> {
  const admin = kafka.admin();
  await admin.connect();
  const offsets = await admin.fetchTopicOffsets(topic).finally(() => admin.disconnect());
  const counts = offsets.map(({ high, low }) => Number(high) - Number(low)).filter((count) => count > 0);
  if (counts.length === 0) return 1;
  return Math.max(...counts) / (counts.reduce((sum, count) => sum + count, 0) / counts.length);
}
