/**
 * Adds as many partitions as the topic shall have.
 * @mistake wrong-count
 * @task 5
 */
import type { Kafka } from 'kafkajs';

export * from '../../../../lessons/02-partitioning/solution.js';

export async function growTo(kafka: Kafka, topic: string, partitions: number): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
  const now = topics[0]?.partitions.length ?? 0;
  await admin.createPartitions({ topicPartitions: [{ topic, count: now + partitions }] });
  await admin.disconnect();
}
