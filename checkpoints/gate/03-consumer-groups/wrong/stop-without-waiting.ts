/**
 * Asks the consumer to stop, and does not wait for it.
 * @mistake forgotten-await
 * @task 1
 */
import type { Kafka } from 'kafkajs';
import type { Handle, Worker, WorkerOptions } from '../../../../lessons/03-consumer-groups/worker.js';

export * from '../../../../lessons/03-consumer-groups/solution.js';

export async function startWorker(kafka: Kafka, options: WorkerOptions, handle: Handle): Promise<Worker> {
  const consumer = kafka.consumer({ groupId: options.groupId, ...options.timing });
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    options.onAssigned?.(payload.memberAssignment[options.topic] ?? []);
  });
  await consumer.connect();
  await consumer.subscribe({ topic: options.topic, fromBeginning: options.from === 'earliest' });
  await consumer.run({ eachMessage: async ({ message }) => handle(JSON.parse(String(message.value))) });
  return {
    stop: async () => {
      void consumer.disconnect();
    },
  };
}
