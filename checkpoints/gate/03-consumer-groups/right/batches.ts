/**
 * Batch by batch, each record resolved when it is done, and committed there in task 7; the replay seeks when it has joined;
 * lag with big integers.
 */
import type { Consumer, Kafka, KafkaMessage } from 'kafkajs';
import type { Handle, Worker, WorkerOptions } from '../../../../lessons/03-consumer-groups/worker.js';

export * from '../../../../lessons/03-consumer-groups/solution.js';

type Book = (message: KafkaMessage, partition: number) => Promise<void>;

const booking =
  (handle: Handle): Book =>
  ({ value }) =>
    handle(JSON.parse(String(value)));

async function runBatches(consumer: Consumer, options: WorkerOptions, book: Book, autoCommit = true): Promise<Worker> {
  consumer.on(consumer.events.GROUP_JOIN, (event) =>
    options.onAssigned?.(event.payload.memberAssignment[options.topic] ?? []),
  );
  try {
    await consumer.connect();
    await consumer.subscribe({ topic: options.topic, fromBeginning: options.from === 'earliest' });
  } catch (error) {
    await consumer.disconnect();
    throw error;
  }
  let stopping = false;
  let atHand: Promise<void> = Promise.resolve();
  await consumer.run({
    autoCommit,
    eachBatchAutoResolve: false,
    eachBatch: async ({ batch, resolveOffset, heartbeat, isRunning, isStale }) => {
      for (const message of batch.messages) {
        if (stopping || !isRunning() || isStale()) return;
        atHand = book(message, batch.partition);
        await atHand;
        resolveOffset(message.offset);
        await heartbeat();
      }
    },
  });
  return {
    stop: async () => {
      stopping = true;
      await atHand.catch(() => undefined);
      await consumer.disconnect();
    },
  };
}

export async function startWorker(kafka: Kafka, options: WorkerOptions, handle: Handle): Promise<Worker> {
  const consumer = kafka.consumer({ groupId: options.groupId, ...options.timing });
  return runBatches(consumer, options, booking(handle));
}

export async function startPrompt(
  kafka: Kafka,
  options: WorkerOptions & { name: string },
  handle: Handle,
): Promise<Worker> {
  const { topic, groupId, timing, name: metadata } = options;
  const consumer = kafka.consumer({ groupId, ...timing });
  const book: Book = async (message, partition) => {
    await booking(handle)(message, partition);
    await consumer.commitOffsets([{ topic, partition, offset: String(BigInt(message.offset) + 1n), metadata }]);
  };
  return runBatches(consumer, options, book, false);
}

export async function startReplay(
  kafka: Kafka,
  options: WorkerOptions,
  since: number,
  handle: Handle,
): Promise<Worker> {
  const { topic, groupId, timing } = options;
  const admin = kafka.admin();
  await admin.connect();
  const positions = await admin.fetchTopicOffsetsByTimestamp(topic, since).finally(() => admin.disconnect());
  const consumer = kafka.consumer({ groupId, ...timing });
  let moved = false;
  consumer.on(consumer.events.GROUP_JOIN, () => {
    if (moved) return;
    moved = true;
    for (const position of positions) consumer.seek({ topic, ...position });
  });
  return runBatches(consumer, options, booking(handle));
}

export async function lagOf(kafka: Kafka, groupId: string, topic: string): Promise<number> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    let lag = 0n;
    const groups = await admin.fetchOffsets({ groupId, topics: [topic] });
    for (const { partition, high, low } of await admin.fetchTopicOffsets(topic)) {
      const committed = BigInt(groups[0]?.partitions.find((p) => p.partition === partition)?.offset ?? -1);
      lag += BigInt(high) - (committed > BigInt(low) ? committed : BigInt(low));
    }
    return Number(lag);
  } finally {
    await admin.disconnect();
  }
}
