/**
 * Takes every error for poison: an outage of the database empties the topic.
 * @mistake set-aside
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
  const producer = kafka.producer();
  await Promise.all([consumer.connect(), producer.connect()]);
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ message: { key, value } }) => {
      try {
        await handle(JSON.parse(String(value)));
      } catch (error) {
        const headers = { reason: error instanceof Error ? error.message : String(error) };
        await producer.send({ topic: options.deadLetters, messages: [{ key, value, headers }] });
      }
    },
  });
  return {
    stop: async () => {
      await consumer.disconnect();
      await producer.disconnect();
    },
  };
}
