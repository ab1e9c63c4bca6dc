/**
 * Moves the group's positions before anybody joins; stops in two steps; makes a producer for each dead letter.
 */
import type { Kafka } from 'kafkajs';
import {
  BadOrderError,
  type Handle,
  type Order,
  type Worker,
  type WorkerOptions,
} from '../../../../lessons/03-consumer-groups/worker.js';

export * from '../../../../lessons/03-consumer-groups/solution.js';

export async function startWorker(kafka: Kafka, options: WorkerOptions, handle: Handle): Promise<Worker> {
  const { topic, groupId, timing, from, onAssigned } = options;
  const consumer = kafka.consumer({ groupId, ...timing });
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => onAssigned?.(payload.memberAssignment[topic] ?? []));
  const begin = async () => {
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: from === 'earliest' });
    await consumer.run({ eachMessage: ({ message }) => handle(JSON.parse(String(message.value))) });
  };
  await begin().catch((error) => consumer.disconnect().then(() => Promise.reject(error)));
  return {
    stop: async () => {
      await consumer.stop();
      await consumer.disconnect();
    },
  };
}

export async function startCareful(
  kafka: Kafka,
  options: WorkerOptions & { deadLetters: string },
  handle: Handle,
): Promise<Worker> {
  const setAside = async (key: Buffer | null, value: Buffer | null, reason: string) => {
    const producer = kafka.producer();
    await producer.connect();
    const messages = [{ key, value, headers: { reason } }];
    await producer.send({ topic: options.deadLetters, messages }).finally(() => producer.disconnect());
  };
  const consumer = kafka.consumer({ groupId: options.groupId, ...options.timing });
  try {
    await consumer.connect();
    await consumer.subscribe({ topic: options.topic, fromBeginning: options.from === 'earliest' });
  } catch (error) {
    await consumer.disconnect();
    throw error;
  }
  await consumer.run({
    eachMessage: async ({ message: { key, value } }) => {
      const order = parsed(value);
      if (!order) return setAside(key, value, 'no JSON');
      try {
        await handle(order);
      } catch (error) {
        if (error instanceof BadOrderError) await setAside(key, value, error.message);
        else throw Object.assign(new Error('not booked, try again'), { cause: error });
      }
    },
  });
  return { stop: () => consumer.disconnect() };
}

export async function startReplay(
  kafka: Kafka,
  options: WorkerOptions,
  since: number,
  handle: Handle,
): Promise<Worker> {
  const { topic, groupId } = options;
  const admin = kafka.admin();
  await admin.connect();
  try {
    const partitions = await admin.fetchTopicOffsetsByTimestamp(topic, since);
    await admin.setOffsets({ groupId, topic, partitions });
  } finally {
    await admin.disconnect();
  }
  return startWorker(kafka, options, handle);
}

function parsed(value: Buffer | null): Order | undefined {
  try {
    return JSON.parse(String(value)) as Order;
  } catch {
    return undefined;
  }
}
