/** Reads topics without a consumer group: it joins none, commits nothing and leaves nothing behind on the broker. */
import type { Settings } from '@workbook/services';
import { type BrokerAddress, BrokerConnections, errorName } from './connection.js';
import { AbortedTransactions, batchesOf, type KafkaRecord, recordsOf, UnreadableBatch } from './record-batches.js';
import {
  type FetchAnswer,
  type FetchLimits,
  fetchRequest,
  metadataRequest,
  type OffsetAt,
  offsetsRequest,
  type PartitionSize,
  sizesRequest,
  type TopicDescription,
} from './requests.js';

export interface Position {
  partition: number;
  offset: number;
}

/** Messages that are there and cannot be read. */
export interface UnreadableRange {
  firstOffset: number;
  lastOffset: number;
  /** How many messages they are. */
  count: number;
  /** The newest timestamp among them, in milliseconds. */
  timestamp: number;
  /** Follows "because". */
  reason: string;
}

/** What one fetch brought of one partition. */
export interface FetchedRecords {
  partition: number;
  /** The messages, oldest first, without those of aborted transactions. */
  records: KafkaRecord[];
  unreadable: UnreadableRange[];
  /** Where to go on reading. It may have moved although there were no messages. */
  nextOffset: number;
  /** What the broker sent, in bytes. */
  bytes: number;
  highWatermark: number;
  /** From here on there may be messages of transactions that are still open. */
  lastStableOffset: number;
  /** The oldest offset that is still kept. */
  firstOffset: number;
  /** The offset asked for is no longer, or not yet, there. */
  outOfRange: boolean;
}

/** An answer of Kafka that is about a topic, such as `UNKNOWN_TOPIC_OR_PARTITION`. */
export class KafkaAnswerError extends Error {
  override readonly name = 'KafkaAnswerError';
  constructor(
    readonly type: string,
    message: string,
  ) {
    super(message);
  }
}

const CONNECT_MS = 5_000;
const ANSWER_MS = 15_000;
const OUT_OF_RANGE = 1;
const UNKNOWN_TOPIC = 3;

export class TopicReader {
  readonly #connections: BrokerConnections;
  #brokers = new Map<number, BrokerAddress>();
  /** Leaders of partitions, as far as they have been needed. */
  readonly #topics = new Map<string, TopicDescription>();

  constructor(settings: Settings) {
    this.#connections = new BrokerConnections(settings, { connectMs: CONNECT_MS, answerMs: ANSWER_MS });
  }

  /** Describes topics, or all of them. A topic that does not exist comes with an error code. */
  async describe(names?: readonly string[]): Promise<TopicDescription[]> {
    const { brokers, topics } = await this.#connections.send(metadataRequest(names));
    this.#brokers = new Map(brokers.map((broker) => [broker.nodeId, broker]));
    for (const topic of topics) this.#topics.set(topic.name, topic);
    return topics;
  }

  /** @throws KafkaAnswerError for a topic that does not exist */
  async partitions(topic: string): Promise<number[]> {
    const [description] = await this.describe([topic]);
    if (description?.errorCode !== 0) throw this.#forget(topic, description?.errorCode ?? UNKNOWN_TOPIC);
    return description.partitions.map(({ partition }) => partition).sort((a, b) => a - b);
  }

  /**
   * Offsets of many partitions, with one request to each broker. A partition that none serves at the moment is left out.
   * @returns by topic and partition; -1 for a time after the last message
   */
  async offsets(
    topics: readonly { topic: string; partitions: readonly number[] }[],
    at: OffsetAt,
  ): Promise<Map<string, Map<number, number>>> {
    const found = new Map(topics.map(({ topic }) => [topic, new Map<number, number>()]));
    const unknown = topics.filter(({ topic }) => !this.#topics.has(topic)).map(({ topic }) => topic);
    if (unknown.length > 0) await this.describe(unknown);
    const byLeader = new Map<number, Map<string, number[]>>();
    for (const { topic, partitions } of topics) {
      for (const partition of partitions) {
        const leader = this.#leader(topic, partition);
        if (leader === undefined) continue;
        const ofLeader = byLeader.get(leader) ?? new Map<string, number[]>();
        byLeader.set(leader, ofLeader.set(topic, [...(ofLeader.get(topic) ?? []), partition]));
      }
    }
    await Promise.all(
      [...byLeader].map(async ([leader, asked]) => {
        const request = offsetsRequest(
          [...asked].map(([topic, partitions]) => ({ topic, partitions })),
          at,
        );
        for (const answer of await this.#connections.send(request, this.#brokers.get(leader))) {
          if (answer.errorCode === 0) found.get(answer.topic)?.set(answer.partition, answer.offset);
          else this.#topics.delete(answer.topic);
        }
      }),
    );
    return found;
  }

  /** How much each partition takes on disk, of all topics; a partition with replicas is counted once. */
  async sizes(): Promise<PartitionSize[]> {
    if (this.#brokers.size === 0) await this.describe();
    const answers = await Promise.all(
      [...this.#brokers.values()].map((broker) => this.#connections.send(sizesRequest(), broker)),
    );
    const largest = new Map<string, PartitionSize>();
    for (const size of answers.flat()) {
      const id = `${size.topic}/${size.partition}`;
      if ((largest.get(id)?.bytes ?? -1) < size.bytes) largest.set(id, size);
    }
    return [...largest.values()];
  }

  /**
   * Fetches messages from these positions on, as a consumer with isolation level read_committed sees them. Messages after
   * the last stable offset are not sent.
   * @throws KafkaAnswerError when the topic is gone; kafkajs's errors when Kafka is away
   */
  async fetch(topic: string, positions: readonly Position[], limits: FetchLimits): Promise<FetchedRecords[]> {
    if (!this.#topics.has(topic)) await this.partitions(topic);
    const byLeader = new Map<number, Position[]>();
    for (const position of positions) {
      const leader = this.#leader(topic, position.partition);
      if (leader === undefined) throw this.#forget(topic, UNKNOWN_TOPIC, position.partition);
      byLeader.set(leader, [...(byLeader.get(leader) ?? []), position]);
    }
    const answers = await Promise.all(
      [...byLeader].map(([leader, asked]) =>
        this.#connections.send(fetchRequest(topic, asked, limits), this.#brokers.get(leader)),
      ),
    );
    const fetched: FetchedRecords[] = [];
    for (const answer of answers.flat()) {
      if (answer.errorCode !== 0 && answer.errorCode !== OUT_OF_RANGE) {
        throw this.#forget(topic, answer.errorCode, answer.partition);
      }
      const from = positions.find(({ partition }) => partition === answer.partition)?.offset ?? 0;
      fetched.push(await decode(answer, from));
    }
    return fetched;
  }

  async close(): Promise<void> {
    await this.#connections.close();
  }

  #leader(topic: string, partition: number): number | undefined {
    const leader = this.#topics.get(topic)?.partitions.find((it) => it.partition === partition)?.leader;
    return leader !== undefined && this.#brokers.has(leader) ? leader : undefined;
  }

  /** The next request will ask who serves the topic. */
  #forget(topic: string, errorCode: number, partition?: number): Error {
    this.#topics.delete(topic);
    const type = errorName(errorCode);
    const what = partition === undefined ? `topic "${topic}"` : `partition ${partition} of "${topic}"`;
    if (errorCode !== UNKNOWN_TOPIC) return new KafkaAnswerError(type, `Kafka cannot serve ${what} now: ${type}.`);
    return new KafkaAnswerError(type, `There is no ${what}.`);
  }
}

async function decode(answer: FetchAnswer, from: number): Promise<FetchedRecords> {
  const { partition, highWatermark, lastStableOffset, firstOffset, errorCode } = answer;
  const records: KafkaRecord[] = [];
  const unreadable: UnreadableRange[] = [];
  let nextOffset = from;
  const aborted = new AbortedTransactions(answer.aborted);
  for (const batch of batchesOf(answer.records)) {
    nextOffset = Math.max(nextOffset, batch.lastOffset + 1);
    if (await aborted.hides(batch)) continue;
    try {
      // A batch is sent whole, also when reading begins in its middle.
      for (const record of await recordsOf(batch)) if (record.offset >= from) records.push(record);
    } catch (error) {
      if (!(error instanceof UnreadableBatch)) throw error;
      const first = Math.max(batch.firstOffset, from);
      const { lastOffset, count } = batch;
      unreadable.push({
        firstOffset: first,
        lastOffset,
        timestamp: batch.maxTimestamp,
        count: Math.min(count, lastOffset - first + 1),
        reason: error.message,
      });
    }
  }
  const bytes = answer.records.length;
  const outOfRange = errorCode === OUT_OF_RANGE;
  return {
    partition,
    records,
    unreadable,
    nextOffset,
    bytes,
    highWatermark,
    lastStableOffset,
    firstOffset,
    outOfRange,
  };
}
