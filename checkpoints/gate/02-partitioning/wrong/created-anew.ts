/**
 * Deletes the topic and creates a larger one.
 * @mistake old-records-gone
 * @task 5
 */
import type { Kafka } from 'kafkajs';

export * from '../../../../lessons/02-partitioning/solution.js';

export async function growTo(kafka: Kafka, topic: string, partitions: number): Promise<void> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    await admin.deleteTopics({ topics: [topic] });
    await admin.createTopics({ waitForLeaders: false, topics: [{ topic, numPartitions: partitions }] });
  } finally {
    await admin.disconnect();
  }
}
