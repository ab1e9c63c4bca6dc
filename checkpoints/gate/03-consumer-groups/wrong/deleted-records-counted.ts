/**
 * Counts records that are long gone.
 * @mistake deleted-counted
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
  const committed = (partition: number) => Number(group?.partitions.find((one) => one.partition === partition)?.offset);
  return ends.reduce((lag, { partition, high }) => lag + Number(high) - Math.max(0, committed(partition)), 0);
}
