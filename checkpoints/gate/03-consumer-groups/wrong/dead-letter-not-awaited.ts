/**
 * Does not wait until the dead letter is safe.
 * @mistake dead-letter-under-way
 * @task 5
 */
import type { Kafka } from 'kafkajs';
import {
  BadOrderError,
  type Handle,
  type Worker,
  type WorkerOptions,
} from '../../../../lessons/03-consumer-groups/worker.js';

export * from '../../../../lessons/03-consumer-groups/solution.js';

export async function startCareful(
  kafka: Kafka,
  { topic, groupId, timing, from, deadLetters }: WorkerOptions & { deadLetters: string },
  handle: Handle,
): Promise<Worker> {
  const consumer = kafka.consumer({ groupId, ...timing });
  const producer = kafka.producer();
  await producer.connect();
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: from === 'earliest' });
  await consumer.run({
    eachMessage: async ({ message: { key, value } }) => {
      try {
        await handle(JSON.parse(String(value)));
      } catch (error) {
        if (isJson(value) && !(error instanceof BadOrderError)) throw new Error(String(error));
        const messages = [{ key, value, headers: { reason: String(error) } }];
        producer.send({ topic: deadLetters, messages }).catch(console.error);
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

function isJson(value: Buffer | null): boolean {
  try {
    JSON.parse(String(value));
    return true;
  } catch {
    return false;
  }
}
