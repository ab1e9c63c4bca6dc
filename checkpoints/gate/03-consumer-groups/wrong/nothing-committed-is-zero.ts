/**
 * Counts from offset 0 where nothing is committed, although the oldest records are gone.
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
  const lags = ends.map(({ partition, high, low }) => {
    const committed = Number(group?.partitions.find((one) => one.partition === partition)?.offset ?? -1);
    return Number(high) - (committed === -1 ? 0 : Math.max(Number(low), committed));
  });
  return lags.reduce((sum, lag) => sum + lag, 0);
}
