/**
 * Takes the end of a partition for the number of its records.
 * @mistake high-is-no-count
 * @task 4
 */
import type { Kafka } from 'kafkajs';

export * from '../../../../lessons/02-partitioning/solution.js';

export async function measureSkew(kafka: Kafka, topic: string): Promise<number> {
  const admin = kafka.admin();
  await admin.connect();
  const counts = (await admin.fetchTopicOffsets(topic)).map(({ high }) => Number(high));
  await admin.disconnect();
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return mean === 0 ? 1 : Math.max(...counts) / mean;
}
