import type { Admin, Consumer, EachMessageHandler, Kafka, KafkaMessage } from 'kafkajs';
import { BadOrderError, type Handle, type Order, type Worker, type WorkerOptions } from './worker.js';

/**
 * Tasks 1 to 4: kafkajs commits a record's offset after `eachMessage` has ended, so what was not booked comes again.
 * `disconnect` waits for the record at hand, commits, leaves the group, and closes the connections.
 */
export async function startWorker(kafka: Kafka, options: WorkerOptions, handle: Handle): Promise<Worker> {
  const consumer = kafka.consumer({ groupId: options.groupId, ...options.timing });
  await run(consumer, options, async ({ message }) => handle(parse(message)));
  return { stop: () => consumer.disconnect() };
}

async function run(
  consumer: Consumer,
  { topic, from, onAssigned }: WorkerOptions,
  eachMessage: EachMessageHandler,
  autoCommit = true,
): Promise<void> {
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => onAssigned?.(payload.memberAssignment[topic] ?? []));
  try {
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: from === 'earliest' });
    await consumer.run({ autoCommit, eachMessage });
  } catch (error) {
    await consumer.disconnect();
    throw error;
  }
}

function parse(message: KafkaMessage): Order {
  return JSON.parse(String(message.value)) as Order;
}

/** Task 5: what can never be booked goes aside, with everything that is needed to look into it, and the rest goes on. */
export async function startCareful(
  kafka: Kafka,
  options: WorkerOptions & { deadLetters: string },
  handle: Handle,
): Promise<Worker> {
  const consumer = kafka.consumer({ groupId: options.groupId, ...options.timing });
  const producer = kafka.producer();
  await producer.connect();
  const stop = async () => {
    await consumer.disconnect();
    await producer.disconnect();
  };
  try {
    await run(consumer, options, async ({ message }) => {
      const poison = await whyPoison(message, handle);
      if (!poison) return;
      const { key, value, headers } = message;
      const messages = [{ key, value, headers: { ...headers, reason: poison.message } }];
      await producer.send({ topic: options.deadLetters, messages });
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { stop };
}

/**
 * Handles the order in a message, unless another attempt could never help.
 * @returns why it is poison; undefined if it is booked
 * @throws Error for what may pass: a database that is down for a minute, for example
 */
async function whyPoison(message: KafkaMessage, handle: Handle): Promise<Error | undefined> {
  let order: Order;
  try {
    order = parse(message);
  } catch (error) {
    return new Error('the value is no JSON', { cause: error });
  }
  try {
    await handle(order);
    return undefined;
  } catch (error) {
    if (error instanceof BadOrderError) return error;
    // kafkajs tries no SyntaxError or TypeError again, but any plain Error.
    throw new Error('the order could not be booked', { cause: error });
  }
}

/** Task 6: per partition, the end minus what is committed; where nothing is, all that is there. */
export async function lagOf(kafka: Kafka, groupId: string, topic: string): Promise<number> {
  return administer(kafka, async (admin) => {
    const [ends, [group]] = await Promise.all([
      admin.fetchTopicOffsets(topic),
      admin.fetchOffsets({ groupId, topics: [topic] }),
    ]);
    const committed = new Map(group?.partitions.map(({ partition, offset }) => [partition, Number(offset)]));
    const lags = ends.map(({ partition, high, low }) => {
      return Number(high) - Math.max(Number(low), committed.get(partition) ?? 0);
    });
    return lags.reduce((sum, lag) => sum + lag, 0);
  });
}

/** Task 6: a position is only a number. Whoever joins may move it, back or forth. */
export async function startReplay(
  kafka: Kafka,
  options: WorkerOptions,
  since: number,
  handle: Handle,
): Promise<Worker> {
  const { topic, groupId, timing } = options;
  const positions = await administer(kafka, (admin) => admin.fetchTopicOffsetsByTimestamp(topic, since));
  const consumer = kafka.consumer({ groupId, ...timing });
  await run(consumer, options, async ({ message }) => handle(parse(message)));
  for (const { partition, offset } of positions) consumer.seek({ topic, partition, offset });
  return { stop: () => consumer.disconnect() };
}

/**
 * Task 7: by itself, kafkajs commits when a batch is done. Committed order by order, a crash repeats the one at hand, and no
 * other; that costs a request for each.
 */
export async function startPrompt(
  kafka: Kafka,
  options: WorkerOptions & { name: string },
  handle: Handle,
): Promise<Worker> {
  const { groupId, timing, name } = options;
  const consumer = kafka.consumer({ groupId, ...timing });
  const book: EachMessageHandler = async ({ topic, partition, message }) => {
    await handle(parse(message));
    const offset = String(BigInt(message.offset) + 1n);
    await consumer.commitOffsets([{ topic, partition, offset, metadata: name }]);
  };
  let stopping = false;
  let atHand: Promise<void> = Promise.resolve();
  const eachMessage: EachMessageHandler = async (payload) => {
    if (stopping) return;
    atHand = book(payload);
    await atHand;
  };
  await run(consumer, options, eachMessage, false);
  return {
    // Once disconnect has begun, kafkajs drops what commitOffsets is given.
    stop: async () => {
      stopping = true;
      await atHand.catch(() => undefined);
      await consumer.disconnect();
    },
  };
}

async function administer<T>(kafka: Kafka, work: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}
