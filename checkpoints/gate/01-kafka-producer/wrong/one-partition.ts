/**
 * Leaves the number of partitions to the broker.
 * @mistake wrong-partitions
 * @task 2
 */
import type { Kafka } from 'kafkajs';

export * from '../../../../lessons/01-kafka-producer/solution.js';

export async function createTopic(kafka: Kafka, topic: string): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic, configEntries: [{ name: 'retention.ms', value: '86400000' }] }] });
  await admin.disconnect();
}
