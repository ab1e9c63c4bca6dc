/** What one does with a topic by hand: to create it, and to send messages to it. */
import { kafkaClient, withAdmin } from './ask.js';
import { ServiceError } from './failures.js';
import { requireTopic } from './kafka-answers.js';
import type { Settings } from './settings.js';
import { topicNameFault } from './topic-names.js';
import { createTopics, type TopicSpec } from './topics.js';

/** Each partition costs the broker files and memory. */
const MOST_PARTITIONS = 200;
const SETTING = /^([a-z]+(?:\.[a-z]+)+)=(.+)$/;

/**
 * Reads the words after a new topic's name: `partitions=2`, and settings of a topic such as `retention.ms=60000`.
 * @throws ServiceError for a word that is neither, and for a number of partitions that Kafka would not like
 */
export function readTopicWords(name: string, words: readonly string[]): TopicSpec {
  let partitions = 1;
  const config: Record<string, string> = {};
  for (const word of words) {
    const [, setting, value] = SETTING.exec(word) ?? [];
    const count = /^(?:--)?partitions=(.*)$/.exec(word)?.[1];
    if (count !== undefined) partitions = requireCount(count);
    else if (setting !== undefined && value !== undefined) config[setting] = value;
    else {
      throw new ServiceError(
        `"${word}" is not known here. Possible: partitions=2, and settings of a topic such as retention.ms=60000.`,
      );
    }
  }
  return { name, partitions, config };
}

function requireCount(text: string): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= 1 && count <= MOST_PARTITIONS) return count;
  throw new ServiceError(`A topic has 1 to ${MOST_PARTITIONS} partitions here; "${text}" is not such a number.`);
}

/** kafkajs gathers the errors of all topics in one. */
function typeOf(error: unknown): unknown {
  const { errors } = Object(error) as { errors?: { type?: unknown }[] };
  return (Object(errors?.[0] ?? error) as { type?: unknown }).type;
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
    if (typeOf(error) !== 'INVALID_CONFIG') throw error;
    const given = Object.entries(topic.config ?? {}).map(([key, value]) => `${key}=${value}`);
    throw new ServiceError(
      `Kafka does not take these settings: ${given.join(', ')}. Look for a misspelt name, or a value of the wrong kind: times are in milliseconds, sizes in bytes.`,
      { cause: error },
    );
  }
}

/**
 * Sends texts to a topic, in their order, as far as its partitions keep one.
 * @param batches texts that are sent together
 * @param key of every message; null for none
 * @returns how many were sent, when Kafka has acknowledged all
 * @throws ServiceError for a topic that does not exist or is Kafka's own, and for a message that is too large
 */
export async function sendMessages(
  settings: Settings,
  topic: string,
  key: string | null,
  batches: AsyncIterable<readonly string[]> | Iterable<readonly string[]>,
): Promise<number> {
  if (topic.startsWith('__')) throw new ServiceError(`"${topic}" is one of Kafka's own topics; it is left alone.`);
  await withAdmin(settings, (admin) => requireTopic(admin, topic));
  const { Partitioners } = (await import('kafkajs')).default;
  const producer = (await kafkaClient(settings)).producer({
    createPartitioner: Partitioners.DefaultPartitioner,
    allowAutoTopicCreation: false,
  });
  let sent = 0;
  try {
    await producer.connect();
    for await (const values of batches) {
      await producer.send({ topic, acks: -1, messages: values.map((value) => ({ key, value })) });
      sent += values.length;
    }
    return sent;
  } catch (error) {
    if (typeOf(error) !== 'MESSAGE_TOO_LARGE') throw error;
    throw new ServiceError(
      `A message is larger than "${topic}" takes: see max.message.bytes in "npm run kafka describe ${topic}". Sent before it: ${sent}.`,
      { cause: error },
    );
  } finally {
    await producer.disconnect().catch(() => undefined);
  }
}
