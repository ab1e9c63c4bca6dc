/**
 * Creates an ordinary topic: old records go by age, whatever their key.
 * @mistake not-compacted
 * @task 6
 */
import type { Kafka } from 'kafkajs';

export * from '../../../../lessons/02-partitioning/solution.js';

export async function createProfiles(kafka: Kafka, topic: string, partitions: number): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ waitForLeaders: false, topics: [{ topic, numPartitions: partitions }] });
  await admin.disconnect();
}
