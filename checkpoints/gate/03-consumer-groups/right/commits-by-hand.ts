/** Commits after each order by itself, waits for the order at hand before it leaves, and retries in a loop of its own. */
import type { Kafka } from 'kafkajs';
import {
  BadOrderError,
  type Handle,
  type Worker,
  type WorkerOptions,
} from '../../../../lessons/03-consumer-groups/worker.js';

export * from '../../../../lessons/03-consumer-groups/solution.js';

type Settle = (key: Buffer | null, value: Buffer | null, error: unknown) => Promise<void>;

async function work(
  kafka: Kafka,
  { topic, groupId, timing, from, onAssigned = () => undefined }: WorkerOptions,
  handle: Handle,
  settle: Settle = async (_key, _value, error) => {
    throw error;
  },
  metadata: string | null = null,
): Promise<Worker> {
  const consumer = kafka.consumer({ ...timing, groupId, allowAutoTopicCreation: false });
  consumer.on('consumer.group_join', ({ payload }) => onAssigned(payload.memberAssignment[topic] ?? []));
  let joined = false;
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: from === 'earliest' });
    joined = true;
  } finally {
    if (!joined) await consumer.disconnect();
  }
  let atHand: Promise<void> = Promise.resolve();
  await consumer.run({
    autoCommit: false,
    eachMessage: ({ partition, message: { key, value, offset } }) => {
      atHand = book(partition, key, value, offset);
      return atHand;
    },
  });
  async function book(partition: number, key: Buffer | null, value: Buffer | null, offset: string): Promise<void> {
    try {
      await handle(JSON.parse(value?.toString() ?? ''));
    } catch (error) {
      await settle(key, value, error);
    }
    await consumer.commitOffsets([{ topic, partition, offset: (BigInt(offset) + 1n).toString(), metadata }]);
  }
  return {
    // What is committed after disconnect() has begun, kafkajs drops.
    stop: async () => {
      consumer.pause([{ topic }]);
      await atHand;
      await consumer.disconnect();
    },
  };
}

export const startWorker = (kafka: Kafka, options: WorkerOptions, handle: Handle): Promise<Worker> =>
  work(kafka, options, handle);

export const startPrompt = (
  kafka: Kafka,
  { name, ...options }: WorkerOptions & { name: string },
  handle: Handle,
): Promise<Worker> => work(kafka, options, handle, undefined, name);

export async function startCareful(
  kafka: Kafka,
  options: WorkerOptions & { deadLetters: string },
  handle: Handle,
): Promise<Worker> {
  const producer = kafka.producer({ idempotent: true });
  await producer.connect();
  const persistent: Handle = async (order) => {
    for (;;) {
      try {
        return await handle(order);
      } catch (error) {
        if (error instanceof BadOrderError) throw error;
      }
    }
  };
  const worker = await work(kafka, options, persistent, async (key, value, error) => {
    const reason = Buffer.from(error instanceof Error ? error.message : 'unknown');
    await producer.send({ topic: options.deadLetters, messages: [{ key, value, headers: { reason } }] });
  }).catch(async (error: unknown) => {
    await producer.disconnect();
    throw error;
  });
  return {
    stop: () => worker.stop().then(() => producer.disconnect()),
  };
}
