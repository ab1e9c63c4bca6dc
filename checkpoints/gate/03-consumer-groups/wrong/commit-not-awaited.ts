/**
 * Commits an order as soon as it comes, and does not even wait for that.
 * @mistake committed-first
 * @task 3
 */
import type { Kafka } from 'kafkajs';
import type { Handle, Worker, WorkerOptions } from '../../../../lessons/03-consumer-groups/worker.js';

export * from '../../../../lessons/03-consumer-groups/solution.js';

export async function startWorker(kafka: Kafka, options: WorkerOptions, handle: Handle): Promise<Worker> {
  const { topic, groupId, timing, from, onAssigned } = options;
  const consumer = kafka.consumer({ groupId, ...timing });
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => onAssigned?.(payload.memberAssignment[topic] ?? []));
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: from === 'earliest' });
  await consumer.run({
    autoCommit: false,
    eachMessage: async ({ partition, message }) => {
      const offset = String(Number(message.offset) + 1);
      consumer.commitOffsets([{ topic, partition, offset }]).catch(() => undefined);
      await handle(JSON.parse(String(message.value)));
    },
  });
  return { stop: () => consumer.disconnect() };
}
