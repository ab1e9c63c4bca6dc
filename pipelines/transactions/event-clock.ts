import { randomUUID } from 'node:crypto';
import type { Kafka } from 'kafkajs';
import { endOf } from '../program/offsets.js';
import { parseTransaction } from './transaction.js';

const PATIENCE_MS = 5_000;
/** How many records of each partition are looked at: the newest is not always the last. */
const LOOK_BACK = 20n;

/**
 * The newest event time near the end of a topic, in ms since 1970; undefined if there is none. A producer that goes on
 * from here doesn't send events that a running job must take for late.
 */
export async function newestEventTime(kafka: Kafka, topic: string): Promise<number | undefined> {
  const admin = kafka.admin();
  await admin.connect();
  const groupId = `event-clock-${randomUUID()}`;
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 250 });
  try {
    const end = await endOf(admin, [topic]);
    const unread = new Set(end.list().flatMap(({ partition, offset }) => (offset > 0n ? [partition] : [])));
    if (unread.size === 0) return undefined;
    let newest: number | undefined;
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await new Promise<void>((resolve, reject) => {
      const giveUp = setTimeout(resolve, PATIENCE_MS);
      const run = consumer.run({
        autoCommit: false,
        eachMessage: async ({ partition, message }) => {
          const time = eventTime(message.value);
          if (time !== undefined) newest = Math.max(newest ?? 0, time);
          if (BigInt(message.offset) + 1n >= end.get(topic, partition)) unread.delete(partition);
          if (unread.size === 0) {
            clearTimeout(giveUp);
            resolve();
          }
        },
      });
      run.catch(reject);
      for (const { partition, offset } of end.list()) {
        consumer.seek({ topic, partition, offset: String(offset > LOOK_BACK ? offset - LOOK_BACK : 0n) });
      }
    });
    return newest;
  } finally {
    await consumer.disconnect();
    await admin.deleteGroups([groupId]).catch(() => undefined);
    await admin.disconnect();
  }
}

/** Malformed messages have no event time. */
function eventTime(value: Buffer | null): number | undefined {
  try {
    return Date.parse(parseTransaction(JSON.parse(value?.toString() ?? '')).timestamp);
  } catch {
    return undefined;
  }
}
