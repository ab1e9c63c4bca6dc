/**
 * Switches kafkajs's commits off, and makes none of its own.
 * @mistake never-committed
 * @task 1
 */
import type { EachMessagePayload, Kafka } from 'kafkajs';
import type { Handle, Worker, WorkerOptions } from '../../../../lessons/03-consumer-groups/worker.js';

export * from '../../../../lessons/03-consumer-groups/solution.js';

export async function startWorker(kafka: Kafka, options: WorkerOptions, handle: Handle): Promise<Worker> {
  const { topic, groupId, timing, from, onAssigned } = options;
  const consumer = kafka.consumer({ groupId, ...timing });
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => onAssigned?.(payload.memberAssignment[topic] ?? []));
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: from === 'earliest' });
  const eachMessage = async ({ message }: EachMessagePayload) => handle(JSON.parse(String(message.value)));
  await consumer.run({ autoCommit: false, eachMessage });
  return { stop: () => consumer.disconnect() };
}
