/**
 * Passes over what fails, and keeps nothing of it.
 * @hint poison-lost
 * @task 5
 */
import type { Kafka } from 'kafkajs';
import type { Handle, Worker, WorkerOptions } from '../../../../lessons/03-consumer-groups/worker.js';

export * from '../../../../lessons/03-consumer-groups/solution.js';

export async function startCareful(
  kafka: Kafka,
  options: WorkerOptions & { deadLetters: string },
  handle: Handle,
): Promise<Worker> {
  const { groupId, timing, topic } = options;
  const consumer = kafka.consumer({ groupId, ...timing });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ message }) => {
      for (let attempt = 1; attempt <= 3; attempt++) {
        try {
          return await handle(JSON.parse(String(message.value)));
        } catch (error) {
          console.log(`attempt ${attempt}: ${error}`);
        }
      }
    },
  });
  return { stop: () => consumer.disconnect() };
}
