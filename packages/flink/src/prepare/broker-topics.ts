/** Asks a Kafka broker about topics. kafkajs is loaded when it is needed: it takes its time. */
import type { Admin } from 'kafkajs';

/** What a broker says of some topics. */
export interface TopicsAnswer {
  /** Of those that exist, how many partitions each has. */
  partitions: ReadonlyMap<string, number>;
  /** Those that do not exist. */
  missing: string[];
  /** If one is missing: the topics that there are. */
  existing: string[];
  /** If one is missing: whether the broker makes a topic that is written to. Undefined where it doesn't say. */
  createsTopics: boolean | undefined;
}

/** @throws Error if the broker does not answer */
export type TopicLookup = (bootstrapServers: string, topics: readonly string[]) => Promise<TopicsAnswer>;

/** A broker that is asked for longer than this, in ms, does not answer. */
const ANSWER_MS = 3000;
/** Kafka's number for the resource `BROKER`. */
const BROKER = 4;

/** One short connection; a broker that is not there is known at once. */
export const askBroker: TopicLookup = async (bootstrapServers, topics) => {
  const { Kafka, logLevel } = await import('kafkajs');
  const kafka = new Kafka({
    clientId: 'workbook-flink',
    brokers: bootstrapServers.split(',').map((server) => server.trim()),
    connectionTimeout: ANSWER_MS,
    requestTimeout: ANSWER_MS,
    logLevel: logLevel.NOTHING,
    retry: { retries: 0 },
  });
  const admin = kafka.admin();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ANSWER_MS / 1000} s`)), ANSWER_MS);
  });
  try {
    return await Promise.race([answer(admin, topics), late]);
  } finally {
    clearTimeout(timer);
    admin.disconnect().catch(() => undefined);
  }
};

async function answer(admin: Admin, topics: readonly string[]): Promise<TopicsAnswer> {
  await admin.connect();
  const counts = await Promise.all(topics.map((topic) => partitionsOf(admin, topic)));
  const partitions = new Map<string, number>();
  const missing: string[] = [];
  topics.forEach((topic, i) => {
    const count = counts[i];
    if (typeof count === 'number') partitions.set(topic, count);
    if (count === 'missing') missing.push(topic);
  });
  const none = missing.length === 0;
  return {
    partitions,
    missing,
    existing: none ? [] : await admin.listTopics(),
    createsTopics: none ? undefined : await createsTopics(admin),
  };
}

/** Asked one by one: in an answer about several topics kafkajs doesn't say which is missing. */
async function partitionsOf(admin: Admin, topic: string): Promise<number | 'missing' | undefined> {
  try {
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    return topics.find(({ name }) => name === topic)?.partitions.length;
  } catch (error) {
    switch ((error as { type?: string }).type) {
      case 'UNKNOWN_TOPIC_OR_PARTITION':
      case 'INVALID_TOPIC_EXCEPTION':
        return 'missing';
      case 'TOPIC_AUTHORIZATION_FAILED':
      case 'LEADER_NOT_AVAILABLE':
        return undefined;
      default:
        throw error;
    }
  }
}

async function createsTopics(admin: Admin): Promise<boolean | undefined> {
  try {
    const { brokers } = await admin.describeCluster();
    const name = String(brokers[0]?.nodeId);
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: BROKER, name, configNames: ['auto.create.topics.enable'] }],
    });
    const value = resources[0]?.configEntries.find(({ configName }) => configName === 'auto.create.topics.enable');
    return value === undefined ? undefined : value.configValue === 'true';
  } catch {
    return undefined;
  }
}
