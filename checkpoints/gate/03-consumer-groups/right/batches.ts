/** Batch by batch, each record resolved when it is done; the replay seeks when it has joined; lag with big integers. */
import type { Consumer, Kafka } from 'kafkajs';
import type { Handle, Worker, WorkerOptions } from '../../../../lessons/03-consumer-groups/worker.js';

export * from '../../../../lessons/03-consumer-groups/solution.js';

async function runBatches(consumer: Consumer, options: WorkerOptions, handle: Handle): Promise<Worker> {
  try {
    await consumer.connect();
    await consumer.subscribe({ topic: options.topic, fromBeginning: options.from === 'earliest' });
  } catch (error) {
    await consumer.disconnect();
    throw error;
  }
  await consumer.run({
    eachBatchAutoResolve: false,
    eachBatch: async ({ batch, resolveOffset, heartbeat, isRunning, isStale }) => {
      for (const { value, offset } of batch.messages) {
        if (!isRunning() || isStale()) return;
        await handle(JSON.parse(String(value)));
        resolveOffset(offset);
        await heartbeat();
      }
    },
  });
  return { stop: () => consumer.disconnect() };
}

export async function startWorker(kafka: Kafka, options: WorkerOptions, handle: Handle): Promise<Worker> {
  const consumer = kafka.consumer({ groupId: options.groupId, ...options.timing });
  const { GROUP_JOIN } = consumer.events;
  consumer.on(GROUP_JOIN, (event) => options.onAssigned?.(event.payload.memberAssignment[options.topic] ?? []));
  return runBatches(consumer, options, handle);
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
  return runBatches(consumer, options, handle);
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
