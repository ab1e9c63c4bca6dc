/** Follows topics as messages come, from now on or from given offsets, through restarts of the broker. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Settings } from '@workbook/services';
import { UnreadableBatch } from './record-batches.js';
import { type FetchedRecords, KafkaAnswerError, TopicReader } from './topic-reader.js';

const MAX_WAIT_MS = 500;
const RETRY_MS = 500;
/** New partitions are looked for this often. */
const PARTITIONS_MS = 5_000;

/** Offsets that were passed over, without the last one. */
export interface Gap {
  partition: number;
  from: number;
  to: number;
  why: 'deleted' | 'behind';
}

/** `last` counts offsets of each partition; `offsets` are by partition, and one that is not among them is read from its beginning. */
export type FollowFrom = 'first' | 'next' | { last: number } | { offsets: ReadonlyMap<number, number> };

export interface FollowOptions {
  topic: string;
  /** Where to begin: with the oldest message that is kept, with what comes from now on, so many offsets before that, or there. */
  from: FollowFrom;
  signal: AbortSignal;
  /** Called with what came; it is waited for, so that a slow reader is not overrun. */
  onRecords: (fetched: readonly FetchedRecords[]) => void | Promise<void>;
  /**
   * Called once it reads, so that what is sent from now on will be seen, and again each time it reads after an absence; with the
   * next offset of each partition.
   */
  onReading?: (positions: ReadonlyMap<number, number>) => void;
  /** Called when Kafka does not answer, again for each attempt; it goes on by itself. */
  onAway?: (error: Error) => void;
  /** Offsets that were not read: they had been deleted, or the reader was too far behind. */
  onGap?: (gap: Gap) => void;
  /** A reader that is further behind than this many messages goes on with the newest. Without it, it reads them all. */
  maxBehind?: number;
  /** Bytes of one answer; a larger batch is sent all the same. */
  maxBytes?: number;
}

/**
 * Reads until `signal` is aborted. After a broker was away it goes on from the last offset, so that nothing is lost. What a
 * callback throws ends it: that is no failure of Kafka.
 * @throws KafkaAnswerError for a topic that does not exist, or was deleted; whatever a callback throws
 */
export async function followTopic(settings: Settings, options: FollowOptions): Promise<void> {
  const { topic, from, signal, onRecords, onReading, onAway, onGap } = options;
  const { maxBytes = 4 * 1024 * 1024, maxBehind = Number.POSITIVE_INFINITY } = options;
  const reader = new TopicReader(settings);
  const positions = new Map<number, number>();
  let reading = false;
  let lookAt = 0;
  let gone = 0;
  /** What Kafka answers; undefined after a failure, which was waited out. */
  const ask = async <T>(question: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await question();
    } catch (error) {
      if (signal.aborted) return undefined;
      // A broker that has just started may not know its topics yet.
      const isUnknown = error instanceof KafkaAnswerError && error.type === 'UNKNOWN_TOPIC_OR_PARTITION';
      if (error instanceof UnreadableBatch) throw error;
      if (isUnknown && (positions.size === 0 || ++gone > 10)) throw error;
      reading = false;
      onAway?.(error instanceof Error ? error : new Error(String(error)));
      await delay(RETRY_MS, undefined, { signal }).catch(() => undefined);
      return undefined;
    }
  };
  try {
    while (!signal.aborted) {
      if (!reading || Date.now() >= lookAt) {
        if (!(await ask(() => addPartitions(reader, topic, positions, from)))) continue;
        lookAt = Date.now() + PARTITIONS_MS;
      }
      if (!reading) onReading?.(positions);
      reading = true;
      gone = 0;
      const came = await ask(() => fetchNext(reader, topic, positions, maxBytes));
      if (!came) continue;
      for (const gap of came.gaps) onGap?.(gap);
      if (!signal.aborted) await onRecords(came.fetched);
      for (const { partition, nextOffset, lastStableOffset, outOfRange } of came.fetched) {
        if (outOfRange || lastStableOffset - nextOffset <= maxBehind) continue;
        positions.set(partition, lastStableOffset);
        onGap?.({ partition, from: nextOffset, to: lastStableOffset, why: 'behind' });
      }
    }
  } finally {
    await reader.close();
  }
}

/** What comes next in all partitions, and what was deleted before it; the positions move on. */
async function fetchNext(
  reader: TopicReader,
  topic: string,
  positions: Map<number, number>,
  maxBytes: number,
): Promise<{ fetched: FetchedRecords[]; gaps: Gap[] }> {
  // What comes first in the request is served first: the order changes, so that each partition has its turn.
  const asked = [...positions].map(([partition, offset]) => ({ partition, offset }));
  const turn = Math.floor(Math.random() * asked.length);
  const limits = { maxWaitMs: MAX_WAIT_MS, maxBytes, maxPartitionBytes: maxBytes };
  const fetched = await reader.fetch(topic, [...asked.slice(turn), ...asked.slice(0, turn)], limits);
  const moved = await Promise.all(
    fetched.map(async (it) => (it.outOfRange ? endOfGap(reader, topic, it.partition, positions) : it.nextOffset)),
  );
  const gaps: Gap[] = [];
  for (const [index, { partition, outOfRange }] of fetched.entries()) {
    const [before, to] = [positions.get(partition) ?? 0, moved[index]];
    if (to === undefined) continue;
    positions.set(partition, to);
    if (outOfRange && to > before) gaps.push({ partition, from: before, to, why: 'deleted' });
  }
  return { fetched, gaps };
}

/** Partitions that are new since the last look are read from their beginning. */
async function addPartitions(
  reader: TopicReader,
  topic: string,
  positions: Map<number, number>,
  from: FollowFrom,
): Promise<true> {
  const partitions = (await reader.partitions(topic)).filter((partition) => !positions.has(partition));
  if (partitions.length === 0) return true;
  const at = positions.size === 0 ? from : 'first';
  const offsets = await offsetsAt(reader, { topic, partitions }, at);
  if (offsets.size < partitions.length && positions.size === 0) {
    throw new Error(`Not every partition of "${topic}" has a leader.`);
  }
  for (const [partition, offset] of offsets) positions.set(partition, offset);
  return true;
}

/** Where reading goes on when there is nothing at its position; undefined while no broker serves the partition. */
async function endOfGap(
  reader: TopicReader,
  topic: string,
  partition: number,
  positions: ReadonlyMap<number, number>,
): Promise<number | undefined> {
  const from = positions.get(partition) ?? 0;
  const asked = [{ topic, partitions: [partition] }];
  const first = (await reader.offsets(asked, 'first')).get(topic)?.get(partition);
  const next = (await reader.offsets(asked, 'next')).get(topic)?.get(partition);
  if (first === undefined || next === undefined) return undefined;
  // Past the end after the topic was deleted and made again: it begins again, too.
  return from < first ? first : Math.min(first, next);
}

async function offsetsAt(
  reader: TopicReader,
  asked: { topic: string; partitions: readonly number[] },
  at: FollowFrom,
): Promise<Map<number, number>> {
  const read = async (end: 'first' | 'next') => (await reader.offsets([asked], end)).get(asked.topic) ?? new Map();
  if (typeof at === 'string') return read(at);
  if ('offsets' in at)
    return new Map([...(await read('first')), ...at.offsets].filter(([it]) => asked.partitions.includes(it)));
  const [first, next] = await Promise.all([read('first'), read('next')]);
  return new Map([...next].map(([partition, end]) => [partition, Math.max(first.get(partition) ?? 0, end - at.last)]));
}
