/**
 * Looks for the partitions under the name that the topic has in the notebook.
 * @mistake not-told
 * @task 1
 */
import type { Kafka } from 'kafkajs';
import type { Handle, Worker, WorkerOptions } from '../../../../lessons/03-consumer-groups/worker.js';

export * from '../../../../lessons/03-consumer-groups/solution.js';

export async function startWorker(kafka: Kafka, options: WorkerOptions, handle: Handle): Promise<Worker> {
  const { topic, groupId, timing, from, onAssigned } = options;
  const consumer = kafka.consumer({ groupId, ...timing });
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => onAssigned?.(payload.memberAssignment.orders as number[]));
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: from === 'earliest' });
  await consumer.run({ eachMessage: async ({ message }) => handle(JSON.parse(String(message.value))) });
  return { stop: () => consumer.disconnect() };
}
