/**
 * Seeks in partition 0, and forgets the others.
 * @mistake replay-missing
 * @task 6
 */
import type { Kafka } from 'kafkajs';
import type { Handle, Worker, WorkerOptions } from '../../../../lessons/03-consumer-groups/worker.js';

export * from '../../../../lessons/03-consumer-groups/solution.js';

export async function startReplay(
  kafka: Kafka,
  { topic, groupId, timing }: WorkerOptions,
  since: number,
  handle: Handle,
): Promise<Worker> {
  const admin = kafka.admin();
  await admin.connect();
  const positions = await admin.fetchTopicOffsetsByTimestamp(topic, since).finally(() => admin.disconnect());
  const offset = positions.find(({ partition }) => partition === 0)?.offset ?? '0';
  const consumer = kafka.consumer({ groupId, ...timing });
  await consumer.connect();
  await consumer.subscribe({ topic });
  await consumer.run({ eachMessage: async ({ message }) => handle(JSON.parse(String(message.value))) });
  consumer.seek({ topic, partition: 0, offset });
  return { stop: () => consumer.disconnect() };
}
