/** A page of messages: from the newest, the oldest, an offset or a time, as far as a filter shows them. */
import { setImmediate as breathe } from 'node:timers/promises';
import type { TopicReader } from '@workbook/kafka';
import type { PageLine, ReadCursor, ReadFrom } from '../../api/topics.js';
import { BRIEF, viewMessage } from './bytes-view.js';
import type { Filter } from './filter.js';
import { type Look, nextByTime, type Walk, type WalkRange, walkBackwards, walkForwards } from './walk.js';

export interface PageRequest {
  topic: string;
  from: ReadFrom;
  /** The offset, or the time in milliseconds since 1970. */
  at: number;
  /** All of them, if empty. */
  partitions: readonly number[];
  filter?: Filter;
  /** How many messages at most. */
  limit: number;
  /** From the page before. */
  cursor?: ReadCursor;
}

/** A search ends after so many messages or milliseconds, and can be gone on with. */
export const SEARCH_LIMITS = { messages: 500_000, milliseconds: 20_000 } as const;
const PROGRESS_MS = 200;
/** After so much work, other pages get their turn. */
const BREATH_MS = 10;

/**
 * Reads a page and sends it line by line.
 * @throws KafkaAnswerError for a topic that does not exist; kafkajs's errors when Kafka is away
 */
export async function readPage(
  reader: TopicReader,
  request: PageRequest,
  send: (line: PageLine) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const { topic, filter, limit, from } = request;
  const backwards = from === 'newest';
  let notSearched = 0;
  const look: Look = (partition, record) => {
    const verdict = filter ? filter(record) : 'shown';
    if (verdict === 'not searched') return { notSearched: true };
    return verdict === 'shown' ? { message: viewMessage(partition, record, BRIEF) } : {};
  };
  const ranges = await rangesOf(reader, request);
  const walks = ranges.map((range) =>
    backwards ? walkBackwards(reader, topic, range, look) : walkForwards(reader, topic, range, look, limit),
  );
  const total = ranges.reduce((sum, { first, end }) => sum + end - first, 0);
  const started = performance.now();
  let told = started;
  let breathed = started;
  let looked = 0;
  let shown = 0;
  const finish = (why: 'page' | 'complete' | 'limit') => {
    const cursor = why === 'complete' ? undefined : cursorOf(walks, ranges);
    return send({ type: 'end', looked, total, notSearched, why, cursor });
  };
  while (!signal.aborted) {
    for (const walk of walks) if (walk.isDry) await walk.fill();
    const walk = nextByTime(walks, backwards);
    const entry = walk?.head;
    if (!walk || !entry) return finish('complete');
    if (shown >= limit) return finish('page');
    walk.take();
    looked += 1;
    if (entry.notSearched) notSearched += 1;
    if (entry.unreadable) await send({ type: 'unreadable', range: entry.unreadable });
    if (entry.message) {
      shown += 1;
      await send({ type: 'message', message: entry.message });
    }
    const now = performance.now();
    if (now - told >= PROGRESS_MS) {
      told = now;
      await send({ type: 'progress', looked, total });
    }
    if (now - breathed >= BREATH_MS) {
      await breathe();
      breathed = performance.now();
    }
    if (looked >= SEARCH_LIMITS.messages || now - started > SEARCH_LIMITS.milliseconds) return finish('limit');
  }
}

/** Which offsets of which partitions the page is about. */
async function rangesOf(reader: TopicReader, request: PageRequest): Promise<WalkRange[]> {
  const { topic, from, at, partitions, cursor } = request;
  const all = await reader.partitions(topic);
  const wanted = partitions.length === 0 ? all : all.filter((partition) => partitions.includes(partition));
  const asked = [{ topic, partitions: wanted }];
  const [firsts, nexts, times] = await Promise.all([
    reader.offsets(asked, 'first'),
    reader.offsets(asked, 'next'),
    from === 'time' && !cursor ? reader.offsets(asked, Math.max(0, at)) : undefined,
  ]);
  return wanted.flatMap((partition) => {
    const first = firsts.get(topic)?.get(partition);
    const next = nexts.get(topic)?.get(partition);
    // No broker serves it now.
    if (first === undefined || next === undefined) return [];
    const clamp = (offset: number) => Math.min(Math.max(offset, first), next);
    const mark = cursor?.[partition];
    if (from === 'newest') return [{ partition, first, end: mark === undefined ? next : clamp(mark) }];
    if (mark !== undefined) return [{ partition, first: clamp(mark), end: next }];
    if (from === 'offset') return [{ partition, first: clamp(at), end: next }];
    const time = times?.get(topic)?.get(partition);
    // After the last message there is no offset of a time.
    if (from === 'time') return [{ partition, first: time === undefined || time < 0 ? next : clamp(time), end: next }];
    return [{ partition, first, end: next }];
  });
}

const cursorOf = (walks: readonly Walk[], ranges: readonly WalkRange[]): ReadCursor =>
  Object.fromEntries(walks.map((walk, i) => [ranges[i]?.partition ?? 0, walk.cursor]));
