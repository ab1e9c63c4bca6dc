/** What one does with a topic by hand: to create it, and to send messages to it. */

import type { Settings } from '@workbook/services';
import { createTopics, kafkaClient, ServiceError, type TopicSpec, withAdmin } from '@workbook/services';
import { keptByNpm, notKnown } from '@workbook/terminal';
import type { Admin } from 'kafkajs';
import { requireTopic } from './answers.js';
import { partitionCountFault, partitionFault, refusedSettings, topicErrorType, topicNameFault } from './topic-names.js';

const SETTING = /^([a-z]+(?:\.[a-z]+)+)=(.+)$/;

/**
 * Reads the words after a new topic's name: `partitions=2`, and settings of a topic such as `retention.ms=60000`.
 * @throws ServiceError for a word that is neither, and for a number of partitions that Kafka would not like
 */
export function readTopicWords(
  name: string,
  words: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): TopicSpec {
  const kept = keptByNpm('partitions', env);
  let partitions = kept === undefined ? 1 : requireCount(kept);
  const config: Record<string, string> = {};
  for (const word of words) {
    const [, setting, value] = SETTING.exec(word) ?? [];
    const count = /^(?:--)?partitions=(.*)$/.exec(word)?.[1];
    if (count !== undefined) partitions = requireCount(count);
    else if (setting !== undefined && value !== undefined) config[setting] = value;
    else {
      const known = notKnown(word, ['partitions=N']).replace(/\.$/, '');
      throw new ServiceError(`${known}, and settings of a topic such as retention.ms=60000.`);
    }
  }
  return { name, partitions, config };
}

function requireCount(text: string): number {
  const count = /^\d+$/.test(text) ? Number(text) : text;
  const fault = partitionCountFault(count);
  if (fault) throw new ServiceError(fault);
  return Number(count);
}

/**
 * Creates one topic.
 * @throws ServiceError where it is there already, and for a name or settings that Kafka would not take
 */
export async function createTopic(settings: Settings, topic: TopicSpec): Promise<void> {
  const existing = await withAdmin(settings, (admin) => admin.listTopics());
  const fault = topicNameFault(topic.name, existing);
  if (fault) throw new ServiceError(`${fault} Nothing was created.`);
  try {
    await createTopics(settings, [topic]);
  } catch (error) {
    if (topicErrorType(error) !== 'INVALID_CONFIG') throw error;
    const { fault: refused, remedy } = refusedSettings(topic.config ?? {});
    throw new ServiceError(`${refused} ${remedy}`, { cause: error });
  }
}

async function requirePartition(admin: Admin, topic: string, partition: number): Promise<void> {
  const { length: count } = await admin.fetchTopicOffsets(topic);
  const fault = partitionFault(topic, count, partition);
  if (fault) throw new ServiceError(`${fault} Nothing was sent.`);
}

/** Where messages go. */
export interface SendTarget {
  topic: string;
  /** Of every message; null for none. */
  key: string | null;
  /** Undefined: Kafka's rule, by the key. */
  partition?: number;
}

/**
 * Sends texts to a topic, in their order, as far as its partitions keep one.
 * @param batches texts that are sent together
 * @returns how many were sent, when Kafka has acknowledged all
 * @throws ServiceError for a topic or a partition that does not exist, one of Kafka's own topics, and a message that is too large
 */
export async function sendMessages(
  settings: Settings,
  { topic, key, partition }: SendTarget,
  batches: AsyncIterable<readonly string[]> | Iterable<readonly string[]>,
): Promise<number> {
  if (topic.startsWith('__')) throw new ServiceError(`"${topic}" is one of Kafka's own topics; it is left alone.`);
  await withAdmin(settings, async (admin) => {
    await requireTopic(admin, topic);
    if (partition !== undefined) await requirePartition(admin, topic, partition);
  });
  const { Partitioners } = (await import('kafkajs')).default;
  const producer = (await kafkaClient(settings)).producer({
    createPartitioner: Partitioners.DefaultPartitioner,
    allowAutoTopicCreation: false,
  });
  let sent = 0;
  try {
    await producer.connect();
    for await (const values of batches) {
      await producer.send({ topic, acks: -1, messages: values.map((value) => ({ key, value, partition })) });
      sent += values.length;
    }
    return sent;
  } catch (error) {
    if (topicErrorType(error) !== 'MESSAGE_TOO_LARGE') throw error;
    throw new ServiceError(
      `A message is larger than "${topic}" takes: see max.message.bytes in "npm run kafka describe ${topic}". Sent before it: ${sent}.`,
      { cause: error },
    );
  } finally {
    await producer.disconnect().catch(() => undefined);
  }
}
