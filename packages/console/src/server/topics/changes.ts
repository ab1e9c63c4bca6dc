/** What changes topics: to create one, to add partitions, to delete one. */

import { partitionCountFault, refusedSettings, topicErrorType, topicNameFault } from '@workbook/kafka';
import { createTopics, type Settings } from '@workbook/services';
import type { NewTopic } from '../../api/topics.js';
import type { KafkaConnection } from '../kafka.js';
import { ConsoleProblem } from '../problem.js';
import { kindOf } from './names.js';

const refuse = (why: string, remedy?: string) => new ConsoleProblem('refused', why, { remedy });

function requireCount(count: unknown): number {
  const fault = partitionCountFault(count);
  if (fault) throw refuse(fault);
  return Number(count);
}

function requireSettings(settings: unknown): Record<string, string> {
  const entries = Object.entries(Object(settings ?? {}) as Record<string, unknown>);
  for (const [name, value] of entries) {
    if (!/^[a-z][a-z.]*$/.test(name)) throw refuse(`"${name.slice(0, 80)}" is no setting of a topic.`);
    if (typeof value !== 'string' || value === '') throw refuse(`The setting ${name} has no value.`);
  }
  return Object.fromEntries(entries) as Record<string, string>;
}

/** @throws ConsoleProblem for what Kafka would not take */
export async function createTopic(kafka: KafkaConnection, settings: Settings, body: unknown): Promise<void> {
  const { name, partitions, settings: own } = Object(body) as Partial<NewTopic>;
  if (typeof name !== 'string') throw refuse('A topic needs a name.');
  const existing = await kafka.withAdmin((admin) => admin.listTopics());
  const fault = topicNameFault(name, existing);
  if (fault) throw refuse(fault);
  const config = requireSettings(own);
  try {
    await createTopics(settings, [{ name, partitions: requireCount(partitions), config }]);
  } catch (error) {
    if (topicErrorType(error) !== 'INVALID_CONFIG') throw error;
    const { fault: refused, remedy } = refusedSettings(config);
    throw refuse(refused, remedy);
  }
}

/** @throws ConsoleProblem where that would not be more than there are */
export async function addPartitions(kafka: KafkaConnection, topic: string, body: unknown): Promise<void> {
  const count = requireCount((Object(body) as { count?: unknown }).count);
  const now = (await kafka.withReader((reader) => reader.partitions(topic))).length;
  if (count <= now) {
    throw refuse(`"${topic}" has ${now} partitions. Kafka can only add some: it never takes one away.`);
  }
  requireOwn(topic);
  await kafka.withAdmin((admin) => admin.createPartitions({ topicPartitions: [{ topic, count }] }), { once: true });
}

/** @throws ConsoleProblem unless the topic's name was typed */
export async function deleteTopic(kafka: KafkaConnection, topic: string, body: unknown): Promise<void> {
  const { name } = Object(body) as { name?: unknown };
  if (name !== topic) throw refuse(`Nothing was deleted: the name that was typed is not "${topic}".`);
  requireOwn(topic);
  await kafka.withReader((reader) => reader.partitions(topic));
  await kafka.withAdmin((admin) => admin.deleteTopics({ topics: [topic] }), { once: true });
}

function requireOwn(topic: string): void {
  if (kindOf(topic, false) === 'internal') throw refuse(`"${topic}" is one of Kafka's own topics; it is left alone.`);
}
