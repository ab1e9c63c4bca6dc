/**
 * Commits order by order, and begins the next one of the batch while stop disconnects: kafkajs drops its commit.
 * @mistake prompt-commit-after-stop
 * @task 7
 */
import type { Kafka } from 'kafkajs';
import type { Handle, Worker, WorkerOptions } from '../../../../lessons/03-consumer-groups/worker.js';

export * from '../../../../lessons/03-consumer-groups/solution.js';

export async function startPrompt(
  kafka: Kafka,
  options: WorkerOptions & { name: string },
  handle: Handle,
): Promise<Worker> {
  const { topic, groupId, timing, name } = options;
  const consumer = kafka.consumer({ groupId, ...timing });
  let atHand: Promise<void> = Promise.resolve();
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: options.from === 'earliest' });
  await consumer.run({
    autoCommit: false,
    eachBatchAutoResolve: false,
    eachBatch: async ({ batch: { partition, messages }, resolveOffset, heartbeat }) => {
      const book = async (value: Buffer | null, offset: string) => {
        await handle(JSON.parse(String(value)));
        await consumer.commitOffsets([{ topic, partition, offset: String(BigInt(offset) + 1n), metadata: name }]);
        resolveOffset(offset);
      };
      for (const { value, offset } of messages) {
        atHand = book(value, offset);
        await atHand;
        await heartbeat();
      }
    },
  });
  return {
    stop: async () => {
      await atHand.catch(() => undefined);
      await consumer.disconnect();
    },
  };
}
