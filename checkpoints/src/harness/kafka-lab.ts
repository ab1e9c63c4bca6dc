/** Kafka as a task sees it: topics of the run's own, a client for the learner's code, and what really reached the broker. */
import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { mendReadCommitted } from '@workbook/kafka';
import type { Settings } from '@workbook/services';
import {
  type Admin,
  ConfigResourceTypes,
  type Consumer,
  type EachMessagePayload,
  Kafka,
  logLevel,
  type Producer,
  type RetryOptions,
} from 'kafkajs';
import { expelMembers } from '../grading/expel.js';
import type { Run } from '../grading/run.js';
import { KafkaCalls } from './kafka-calls.js';
import type { TopicsInMaking } from './topics-in-making.js';
import { untappedSocket } from './wire.js';

/** A topic that the lesson's tasks need. */
export interface LessonTopic {
  partitions: number;
  config?: Readonly<Record<string, string>>;
}

/** A client, with the id under which the wire knows it. */
export type LessonClient = Kafka & { clientId: string };

/** A record as it lies in the topic. */
export interface StoredRecord {
  partition: number;
  offset: number;
  key: string | null;
  value: string | null;
  /** Key and value as they are; `key` and `value` make texts of them. */
  keyBytes: Buffer | null;
  bytes: Buffer | null;
  headers: Record<string, string>;
  /** ms since 1970. */
  timestamp: number;
}

/** A record as a task writes it. */
export interface OutgoingRecord {
  key?: string | Buffer;
  value: string | Buffer | null;
  headers?: Readonly<Record<string, string>>;
  partition?: number;
  /** ms since 1970, as a text. */
  timestamp?: string;
}

const SENTINEL = 'workbook-sentinel';
const REACH_MS = 30_000;
/** Event times are fixed and may be years ago: a broker that is not ours would delete such records at once. */
const KEPT = { 'retention.ms': '-1' };

export class KafkaLab {
  /** For the harness's own questions: unseen by the wire, untouched by its faults. */
  readonly admin: Admin;
  /** What the learner's code asks of kafkajs. */
  readonly calls = new KafkaCalls();
  readonly #own: Kafka;
  readonly #producer: Producer;
  readonly #consumer: Consumer;
  readonly #stored = new Map<string, StoredRecord[]>();
  readonly #sentinels = new Set<string>();
  readonly #clientIds: string[] = [];
  readonly #arrivals = new EventEmitter();
  #reading: Promise<void> = Promise.resolve();

  constructor(
    private readonly settings: Settings,
    private readonly run: Run,
    private readonly making: TopicsInMaking,
    private readonly topics: Readonly<Record<string, LessonTopic>>,
  ) {
    mendReadCommitted();
    this.#own = new Kafka({
      clientId: 'workbook-check',
      brokers: settings.kafka.bootstrapServers,
      logLevel: logLevel.NOTHING,
      socketFactory: untappedSocket,
      connectionTimeout: 10_000,
      retry: { initialRetryTime: 10, maxRetryTime: 500, retries: 11 },
    });
    this.admin = this.#own.admin();
    this.#producer = this.#own.producer();
    this.#consumer = this.#own.consumer({ groupId: `${run.id}-reader`, maxWaitTimeInMs: 25, sessionTimeout: 10_000 });
  }

  /** The name that a topic of the lesson has in this run. */
  topic(name: string): string {
    return `${this.run.id}-${name}`;
  }

  get bootstrapServers(): string {
    return this.settings.kafka.bootstrapServers.join(',');
  }

  /** A name that Kafka takes for no topic: whoever creates it or sends to it ends with an error at once. */
  get impossibleTopic(): string {
    return `${this.topic('no')} such name`;
  }

  /**
   * A client for the learner's code, as an application would make it; each has an id of its own.
   *
   * @param retry what is different: how often and how soon its calls are tried again
   */
  client(retry: RetryOptions = {}): LessonClient {
    // Whoever sweeps up knows the run's own members of a group by it.
    const clientId = `${this.run.id}-shop-${this.#clientIds.length + 1}`;
    this.#clientIds.push(clientId);
    const kafka = new Kafka({
      clientId,
      brokers: this.settings.kafka.bootstrapServers,
      logLevel: logLevel.NOTHING,
      connectionTimeout: 10_000,
      requestTimeout: 20_000,
      retry: { initialRetryTime: 50, maxRetryTime: 400, retries: 5, ...retry },
    });
    return this.calls.follow(Object.assign(kafka, { clientId }), clientId);
  }

  /** Makes the clients that were made so far leave these groups: cut off as they are, they would block them for a session. */
  async expelClients(groups: readonly string[]): Promise<void> {
    if (groups.length === 0) return;
    await expelMembers(this.admin, this.settings, groups, ({ clientId }) => this.#clientIds.includes(clientId));
  }

  /** The ids of all clients that were made for the learner's code so far. */
  get clientIds(): readonly string[] {
    return this.#clientIds;
  }

  /** Creates the lesson's topics, and begins to read them: whoever asks for records waits for the reader. */
  async open(): Promise<void> {
    const topics = Object.entries(this.topics).map(([name, topic]): [string, LessonTopic] => [this.topic(name), topic]);
    const names = topics.map(([name]) => name);
    this.#reading = Promise.all([this.#consumer.connect(), this.#producer.connect()]).then(() => undefined);
    this.#reading.catch(() => undefined);
    await this.admin.connect();
    if (names.length === 0) return;
    await this.#create(topics);
    this.#reading = this.#reading.then(async () => {
      await this.#consumer.subscribe({ topics: names, fromBeginning: true });
      await this.#consumer.run({ eachMessage: async (payload) => this.#keep(payload) });
    });
    this.#reading.catch(() => undefined);
  }

  /** The ports of all brokers, as the cluster advertises them. */
  async brokerPorts(): Promise<number[]> {
    return (await this.admin.describeCluster()).brokers.map(({ port }) => port);
  }

  /** The consumer groups that the broker knows. */
  async groups(): Promise<string[]> {
    return (await this.admin.listGroups()).groups.map(({ groupId }) => groupId);
  }

  async close(): Promise<void> {
    await this.#reading.catch(() => undefined);
    await Promise.allSettled([this.admin.disconnect(), this.#producer.disconnect(), this.#consumer.disconnect()]);
  }

  /** How many partitions a topic has; 0 if the broker does not know it. */
  async partitions(topic: string): Promise<number> {
    if (!(await this.admin.listTopics()).includes(topic)) return 0;
    const metadata = await this.admin.fetchTopicMetadata({ topics: [topic] }).catch(() => undefined);
    return metadata?.topics[0]?.partitions.length ?? 0;
  }

  /** A setting of a topic; undefined if the broker knows no such setting. */
  async setting(topic: string, name: string): Promise<string | undefined> {
    const { resources } = await this.admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: ConfigResourceTypes.TOPIC, name: topic, configNames: [name] }],
    });
    return resources[0]?.configEntries[0]?.configValue;
  }

  /** Whether the condition comes to hold; for what Kafka does a moment after it has answered. */
  async waitFor(condition: () => Promise<boolean>, timeoutMs = 10_000): Promise<boolean> {
    for (const end = performance.now() + timeoutMs; performance.now() < end; await delay(20)) {
      if (await condition()) return true;
    }
    return condition();
  }

  /** Creates one more topic of the run's own, by its real name. */
  async create(name: string, topic: LessonTopic): Promise<void> {
    await this.#create([[name, topic]]);
  }

  /**
   * Every record that is in the topic by now, in the order of partition and offset. A sentinel through every partition
   * proves that nothing is still on its way: what is not there was not written.
   *
   * @throws Error when the sentinels don't come back within 30 s
   */
  async records(name: string): Promise<StoredRecord[]> {
    const partitions = this.topics[name]?.partitions ?? 1;
    const ids = Array.from({ length: partitions }, () => randomUUID());
    await this.#reading;
    await this.#producer.send({
      topic: this.topic(name),
      // With a key: a compacted topic takes no record without one.
      messages: ids.map((id, partition) => ({ partition, key: id, value: null, headers: { [SENTINEL]: id } })),
    });
    await this.#until(() => ids.every((id) => this.#sentinels.has(id)), REACH_MS);
    return this.#sorted(name);
  }

  /**
   * Waits until the records of a topic satisfy the condition.
   * @returns those that are there, in any case: judge them
   */
  async until(name: string, enough: (records: StoredRecord[]) => boolean, timeoutMs: number): Promise<StoredRecord[]> {
    await this.#reading;
    await this.#until(() => enough(this.#sorted(name)), timeoutMs).catch(() => undefined);
    return this.#sorted(name);
  }

  /** Writes records to a topic of the lesson, one after the other per partition. */
  async send(name: string, messages: OutgoingRecord[]): Promise<void> {
    await this.#reading;
    await this.#producer.send({ topic: this.topic(name), messages: messages.map((m) => ({ key: null, ...m })) });
  }

  /** The position that a group has committed in each partition of a topic, by partition; -1 where there is none. */
  async committed(groupId: string, name: string): Promise<number[]> {
    const [answer] = await this.admin.fetchOffsets({ groupId, topics: [this.topic(name)] });
    const partitions = (answer?.partitions ?? []).toSorted((a, b) => a.partition - b.partition);
    return partitions.map(({ offset }) => Number(offset));
  }

  /** Commits positions as a member of the group would, by partition; undefined leaves a partition without any. */
  async commit(groupId: string, name: string, offsets: readonly (number | undefined)[]): Promise<void> {
    const member = this.#own.consumer({ groupId, maxWaitTimeInMs: 25, sessionTimeout: 10_000 });
    try {
      await member.connect();
      await member.subscribe({ topic: this.topic(name) });
      await member.run({ autoCommit: false, eachMessage: async () => undefined });
      const given = offsets.map((offset, partition) => ({
        topic: this.topic(name),
        partition,
        offset: String(offset),
      }));
      await member.commitOffsets(given.filter(({ partition }) => offsets[partition] !== undefined));
    } finally {
      await member.disconnect();
    }
  }

  async #create(topics: [string, LessonTopic][]): Promise<void> {
    const names = topics.map(([name]) => name);
    this.making.begin(names);
    // kafkajs's own wait for leaders fails now and then with "unknown topic or partition".
    await this.admin.createTopics({
      waitForLeaders: false,
      topics: topics.map(([topic, { partitions, config = {} }]) => ({
        topic,
        numPartitions: partitions,
        replicationFactor: 1,
        configEntries: Object.entries({ ...KEPT, ...config }).map(([name, value]) => ({ name, value })),
      })),
    });
    this.making.end(names);
    for (const end = performance.now() + REACH_MS; !(await this.#haveLeaders(names)); await delay(20)) {
      if (performance.now() > end) throw new Error(`Kafka did not make the topics ready within ${REACH_MS / 1000} s.`);
    }
  }

  /** Metadata names a leader a moment before it takes requests; offsets come from the leaders themselves. */
  async #haveLeaders(topics: string[]): Promise<boolean> {
    const answers = topics.map((topic) => this.admin.fetchTopicOffsets(topic));
    return Promise.all(answers).then(
      () => true,
      () => false,
    );
  }

  async #until(condition: () => boolean, timeoutMs: number): Promise<void> {
    const signal = AbortSignal.timeout(timeoutMs);
    while (!condition()) await once(this.#arrivals, 'record', { signal });
  }

  #sorted(name: string): StoredRecord[] {
    const records = this.#stored.get(this.topic(name)) ?? [];
    return records.toSorted((a, b) => a.partition - b.partition || a.offset - b.offset);
  }

  #keep({ topic, partition, message }: EachMessagePayload): void {
    const headers = Object.fromEntries(
      Object.entries(message.headers ?? {}).map(([name, value]) => [name, String(value)]),
    );
    const sentinel = headers[SENTINEL];
    if (sentinel) this.#sentinels.add(sentinel);
    else {
      const records = this.#stored.get(topic) ?? [];
      records.push({
        partition,
        offset: Number(message.offset),
        key: message.key === null ? null : message.key.toString(),
        value: message.value === null ? null : message.value.toString(),
        keyBytes: message.key,
        bytes: message.value,
        headers,
        timestamp: Number(message.timestamp),
      });
      this.#stored.set(topic, records);
    }
    this.#arrivals.emit('record');
  }
}
