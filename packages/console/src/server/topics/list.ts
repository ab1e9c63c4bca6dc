/** What topics there are, and one of them with its partitions and settings. */
import type { TopicDescription, TopicReader } from '@workbook/kafka';
import type { Admin } from 'kafkajs';
import type { TopicDetail, TopicList } from '../../api/topics.js';
import type { KafkaConnection } from '../kafka.js';
import { ConsoleProblem } from '../problem.js';
import { kindOf } from './names.js';
import { explanationOf, retentionInWords, valueInWords } from './settings.js';

/** Kafka's numbers for the settings of a topic, and for one that the topic has of its own. */
const TOPIC = 2;
const OF_THE_TOPIC = 1;

interface Setting {
  name: string;
  value: string;
  own: boolean;
  secret: boolean;
}

/** All settings by topic, with one request. */
async function readSettings(admin: Admin, topics: readonly string[]): Promise<Map<string, Setting[]>> {
  if (topics.length === 0) return new Map();
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: topics.map((name) => ({ type: TOPIC, name })),
  });
  return new Map(
    resources.map(({ resourceName, configEntries }) => [
      resourceName,
      configEntries.map((it) => ({
        name: it.configName,
        value: it.configValue,
        own: it.configSource === OF_THE_TOPIC,
        secret: it.isSensitive,
      })),
    ]),
  );
}

/** Sizes by topic and partition; undefined where the cluster does not tell them, as to a client without the right to ask. */
async function readSizes(reader: TopicReader): Promise<Map<string, Map<number, number>> | undefined> {
  const sizes = await reader.sizes().catch(() => undefined);
  if (!sizes || sizes.length === 0) return undefined;
  const byTopic = new Map<string, Map<number, number>>();
  for (const { topic, partition, bytes } of sizes) {
    byTopic.set(topic, (byTopic.get(topic) ?? new Map<number, number>()).set(partition, bytes));
  }
  return byTopic;
}

const partitionsOf = (topics: readonly TopicDescription[]) =>
  topics.map(({ name, partitions }) => ({ topic: name, partitions: partitions.map(({ partition }) => partition) }));

/** @throws ConsoleProblem when Kafka is away */
export async function listTopics(kafka: KafkaConnection): Promise<TopicList> {
  const described = await kafka.withReader((reader) => reader.describe());
  // One that is being created or deleted at this moment has an error code.
  const topics = described.filter(({ errorCode }) => errorCode === 0);
  const names = topics.map(({ name }) => name);
  const [firsts, nexts, sizes, settings] = await Promise.all([
    kafka.withReader((reader) => reader.offsets(partitionsOf(topics), 'first')),
    kafka.withReader((reader) => reader.offsets(partitionsOf(topics), 'next')),
    kafka.withReader(readSizes),
    // A topic that was deleted meanwhile would fail the request for all of them.
    kafka.withAdmin((admin) => readSettings(admin, names)).catch(() => new Map<string, Setting[]>()),
  ]);
  const summaries = topics.map(({ name, internal, partitions }) => {
    const counts = partitions.map(({ partition }) => {
      const [first, next] = [firsts.get(name)?.get(partition), nexts.get(name)?.get(partition)];
      return first === undefined || next === undefined ? Number.NaN : next - first;
    });
    const offsets = counts.reduce((sum, count) => sum + count, 0);
    const own = settings.get(name) ?? [];
    const values = new Map(own.map((it) => [it.name, it.value]));
    return {
      name,
      kind: kindOf(name, internal),
      partitions: partitions.length,
      offsets: Number.isNaN(offsets) ? undefined : offsets,
      bytes: sizes && [...(sizes.get(name)?.values() ?? [])].reduce((sum, bytes) => sum + bytes, 0),
      retention: retentionInWords(values),
      compacted: (values.get('cleanup.policy') ?? '').includes('compact'),
      ownSettings: own.filter((it) => it.own).length,
      withoutLeader: partitions.filter(({ leader }) => leader < 0).length,
    };
  });
  summaries.sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    topics: summaries,
    noSizes: sizes ? undefined : 'This cluster does not say how much its topics take on disk.',
  };
}

/** @throws ConsoleProblem for a topic that does not exist */
export async function describeTopic(kafka: KafkaConnection, name: string): Promise<TopicDetail> {
  const [topic] = await kafka.withReader((reader) => reader.describe([name]));
  if (topic?.errorCode !== 0) throw new ConsoleProblem('not-found', `There is no topic "${name}".`);
  const asked = partitionsOf([topic]);
  const [firsts, nexts, sizes, settings] = await Promise.all([
    kafka.withReader((reader) => reader.offsets(asked, 'first')),
    kafka.withReader((reader) => reader.offsets(asked, 'next')),
    kafka.withReader(readSizes),
    kafka.withAdmin((admin) => readSettings(admin, [name])),
  ]);
  const partitions = topic.partitions.map(({ partition, leader, replicas, inSync }) => ({
    partition,
    leader,
    replicas,
    inSync,
    first: firsts.get(name)?.get(partition),
    next: nexts.get(name)?.get(partition),
    bytes: sizes?.get(name)?.get(partition),
  }));
  const all = (settings.get(name) ?? []).map(({ name: setting, value, own, secret }) => ({
    name: setting,
    value: secret ? '(not shown)' : value,
    words: secret ? undefined : valueInWords(setting, value),
    own,
    explanation: explanationOf(setting),
  }));
  const rank = (it: { own: boolean; explanation?: string }) => (it.own ? 0 : it.explanation ? 1 : 2);
  return {
    name,
    kind: kindOf(name, topic.internal),
    partitions: partitions.sort((a, b) => a.partition - b.partition),
    settings: all.sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1)),
  };
}
