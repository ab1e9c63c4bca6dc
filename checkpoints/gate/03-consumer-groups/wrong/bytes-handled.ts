/**
 * Hands on the bytes of the value.
 * @mistake not-parsed
 * @task 1
 */
import type { Kafka } from 'kafkajs';
import type { Handle, Order, Worker, WorkerOptions } from '../../../../lessons/03-consumer-groups/worker.js';

export * from '../../../../lessons/03-consumer-groups/solution.js';

export async function startWorker(kafka: Kafka, options: WorkerOptions, handle: Handle): Promise<Worker> {
  const { topic, groupId, timing, from, onAssigned } = options;
  const consumer = kafka.consumer({ groupId, ...timing });
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => onAssigned?.(payload.memberAssignment[topic] ?? []));
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: from === 'earliest' });
  await consumer.run({ eachMessage: async ({ message }) => handle(message.value as unknown as Order) });
  return { stop: () => consumer.disconnect() };
}
