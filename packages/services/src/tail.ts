/** Follows a topic. It joins as a consumer group of its own, which it removes again, and commits nothing. */
import { randomUUID } from 'node:crypto';
import { kafkaClient, withAdmin } from './ask.js';
import { requireTopic, TAIL_GROUP_PREFIX } from './kafka-answers.js';
import { formatMessage } from './message-text.js';
import { mendReadCommitted } from './read-committed.js';
import type { Settings } from './settings.js';

export interface TailOptions {
  topic: string;
  fromBeginning: boolean;
  /** Ends after this many messages; without it, only when `signal` is aborted. */
  limit?: number;
  signal: AbortSignal;
  onMessage: (text: string) => void;
  /** Called once it reads, so that what is sent from now on will be seen. */
  onReading?: () => void;
}

/** Removes tail groups whose members are gone, as one that was killed leaves behind. */
async function removeGroups(settings: Settings): Promise<void> {
  await withAdmin(settings, async (admin) => {
    const ids = (await admin.listGroups()).groups
      .map(({ groupId }) => groupId)
      .filter((id) => id.startsWith(TAIL_GROUP_PREFIX));
    if (ids.length === 0) return;
    const { groups } = await admin.describeGroups(ids);
    const empty = groups.filter(({ state }) => state === 'Empty').map(({ groupId }) => groupId);
    if (empty.length > 0) await admin.deleteGroups(empty);
  });
}

/**
 * Calls `onMessage` with the text of each message of a topic, until `limit` or `signal` ends it.
 * @throws ServiceError for a topic that does not exist; kafkajs's error when the connection is lost for good
 */
export async function tailTopic(settings: Settings, options: TailOptions): Promise<void> {
  const { topic, fromBeginning, limit = Number.POSITIVE_INFINITY, signal, onMessage, onReading } = options;
  mendReadCommitted();
  await withAdmin(settings, (admin) => requireTopic(admin, topic));
  await removeGroups(settings);
  const kafka = await kafkaClient(settings);
  const consumer = kafka.consumer({
    groupId: `${TAIL_GROUP_PREFIX}${randomUUID()}`,
    maxWaitTimeInMs: 250,
    retry: { retries: 5 },
  });
  let count = 0;
  try {
    await new Promise<void>((resolve, reject) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
      if (signal.aborted) resolve();
      consumer.on(consumer.events.CRASH, ({ payload }) => payload.restart || reject(payload.error));
      consumer.on(consumer.events.FETCH_START, () => onReading?.());
      const run = async () => {
        await consumer.connect();
        await consumer.subscribe({ topics: [topic], fromBeginning });
        await consumer.run({
          autoCommit: false,
          eachMessage: async ({ partition, message }) => {
            if (count >= limit || signal.aborted) return;
            onMessage(formatMessage({ partition, ...message }));
            if (++count >= limit) resolve();
          },
        });
      };
      run().catch(reject);
    });
  } finally {
    await consumer.disconnect().catch(() => undefined);
    await removeGroups(settings).catch(() => undefined);
  }
}
