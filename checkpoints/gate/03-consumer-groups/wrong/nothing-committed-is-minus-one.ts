/**
 * Subtracts -1 where nothing is committed.
 * @mistake no-commit-yet
 * @task 6
 */
import type { Kafka } from 'kafkajs';

export * from '../../../../lessons/03-consumer-groups/solution.js';

export async function lagOf(kafka: Kafka, groupId: string, topic: string): Promise<number> {
  const admin = kafka.admin();
  await admin.connect();
  const ends = await admin.fetchTopicOffsets(topic);
  const [group] = await admin.fetchOffsets({ groupId, topics: [topic] });
  await admin.disconnect();
  let lag = 0;
  for (const { partition, high, low } of ends) {
    const committed = group?.partitions.find((one) => one.partition === partition)?.offset ?? '-1';
    lag += Number(high) - (Number(committed) < 0 ? Number(committed) : Math.max(Number(low), Number(committed)));
  }
  return lag;
}
