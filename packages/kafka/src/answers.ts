/** What one asks a broker: its topics, a topic, its consumer groups and their lag. Read-only. */

import { ServiceError } from '@workbook/services';
import { nearest, table } from '@workbook/terminal';
import kafkajs, { type Admin } from 'kafkajs';
import { topicNameFault } from './topic-names.js';

/** What is kept from the committed offset on. */
function lagBetween(committed: bigint, first: bigint, next: bigint): bigint {
  const from = committed > first ? committed : first;
  return next > from ? next - from : 0n;
}

const numeric = (a: { partition: number }, b: { partition: number }) => a.partition - b.partition;

function unknown(kind: 'topic' | 'consumer group', name: string, names: readonly string[], list: string): ServiceError {
  const near = nearest(name, names);
  return new ServiceError(
    [
      `There is no ${kind} "${name}".`,
      ...(near === undefined ? [] : [`Did you mean "${near}"?`]),
      `"npm run kafka ${list}" lists them all.`,
      ...(kind === 'topic' && topicNameFault(name, names) === undefined
        ? [`"npm run kafka create ${name}" makes it.`]
        : []),
    ].join(' '),
  );
}

/** @throws ServiceError for a topic that does not exist, with the nearest name */
export async function requireTopic(admin: Admin, topic: string): Promise<void> {
  const topics = await admin.listTopics();
  if (!topics.includes(topic)) throw unknown('topic', topic, topics, 'topics');
}

export async function describeTopics(admin: Admin): Promise<string> {
  const topics = (await admin.listTopics()).filter((topic) => !topic.startsWith('__')).sort();
  if (topics.length === 0)
    return 'There are no topics yet. "npm start" creates those of the pipelines, "npm run kafka create TOPIC" one of yours.';
  const rows = await Promise.all(
    topics.map(async (topic) => {
      const offsets = await admin.fetchTopicOffsets(topic);
      const messages = offsets.reduce((sum, { high, low }) => sum + BigInt(high) - BigInt(low), 0n);
      return [topic, String(offsets.length), String(messages)];
    }),
  );
  return table([['TOPIC', 'PARTITIONS', 'OFFSETS'], ...rows]);
}

export async function describeTopic(admin: Admin, topic: string): Promise<string> {
  await requireTopic(admin, topic);
  const [metadata, offsets, configs] = await Promise.all([
    admin.fetchTopicMetadata({ topics: [topic] }),
    admin.fetchTopicOffsets(topic),
    admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: kafkajs.ConfigResourceTypes.TOPIC, name: topic }],
    }),
  ]);
  const rows = (metadata.topics[0]?.partitions ?? []).map(({ partitionId, leader, replicas, isr }) => {
    const range = offsets.find(({ partition }) => partition === partitionId);
    return [partitionId, leader, replicas.join(','), isr.join(','), range?.low ?? '?', range?.high ?? '?'].map(String);
  });
  rows.sort((a, b) => Number(a[0]) - Number(b[0]));
  const entries = configs.resources[0]?.configEntries ?? [];
  const TOPIC_CONFIG = 1;
  const own = entries
    .filter((entry) => entry.configSource === TOPIC_CONFIG)
    .map((entry) => [`  ${entry.configName}`, entry.configValue]);
  const settings = own.length > 0 ? `Settings of this topic:\n${table(own)}` : 'All settings are the broker’s.';
  return `${table([['PARTITION', 'LEADER', 'REPLICAS', 'IN SYNC', 'FIRST', 'NEXT'], ...rows])}\n\n${settings}`;
}

export async function describeGroups(admin: Admin): Promise<string> {
  const ids = (await admin.listGroups()).groups.map(({ groupId }) => groupId);
  if (ids.length === 0) return 'There are no consumer groups. A group appears when its first consumer starts.';
  const { groups } = await admin.describeGroups(ids.sort());
  const rows = groups.map(({ groupId, state, members }) => [groupId, state, String(members.length)]);
  return table([['GROUP', 'STATE', 'MEMBERS'], ...rows]);
}

/**
 * Lag as Kafka's own tool counts it, as far as the messages are kept: what was deleted cannot be read any more. Every
 * partition of the group's topics has a line.
 */
export async function describeLag(admin: Admin, groupId: string): Promise<string> {
  const ids = (await admin.listGroups()).groups.map((group) => group.groupId);
  if (!ids.includes(groupId)) throw unknown('consumer group', groupId, ids, 'groups');
  const committed = (await admin.fetchOffsets({ groupId })).sort((a, b) => a.topic.localeCompare(b.topic));
  if (committed.length === 0) return `The group "${groupId}" has not committed an offset yet.`;
  const rows: string[][] = [];
  let total = 0n;
  let withoutCommit = 0;
  for (const { topic, partitions } of committed) {
    const ends = await admin.fetchTopicOffsets(topic);
    for (const { partition, low, high } of [...ends].sort(numeric)) {
      const offset = BigInt(partitions.find((it) => it.partition === partition)?.offset ?? -1);
      if (offset < 0n) {
        withoutCommit += 1;
        rows.push([topic, String(partition), '-', high, '-']);
        continue;
      }
      const lag = lagBetween(offset, BigInt(low), BigInt(high));
      total += lag;
      rows.push([topic, String(partition), String(offset), high, String(lag)]);
    }
  }
  const lines = [table([['TOPIC', 'PARTITION', 'COMMITTED', 'NEXT', 'LAG'], ...rows]), '', `Lag in all: ${total}`];
  if (withoutCommit > 0) {
    lines.push(
      `Without the ${withoutCommit === 1 ? 'partition' : `${withoutCommit} partitions`} where nothing is committed yet ("-"): ` +
        'there a consumer begins where its setting fromBeginning (auto.offset.reset) says.',
    );
  }
  return lines.join('\n');
}
