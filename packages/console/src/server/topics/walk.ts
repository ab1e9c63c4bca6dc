/** Walks over one partition's messages, forwards or backwards, with a small part of them in memory at a time. */
import type { FetchedRecords, KafkaRecord, TopicReader } from '@workbook/kafka';
import type { MessageView, UnreadableView } from '../../api/topics.js';

/** One message that was looked at. */
export interface Entry {
  partition: number;
  offset: number;
  /** The offset after it, or after what it stands for. */
  end: number;
  timestamp: number;
  /** Absent where the filter hides it. */
  message?: MessageView;
  unreadable?: UnreadableView;
  notSearched?: boolean;
}

/** Makes of a record what is kept of it; the record's own buffers must not be kept. */
export type Look = (partition: number, record: KafkaRecord) => Pick<Entry, 'message' | 'notSearched'>;

export interface WalkRange {
  partition: number;
  /** The first offset, and the one after the last. */
  first: number;
  end: number;
}

const FETCH_BYTES = 1024 * 1024;
/** Backwards, a stretch of messages is read that grows: one does not know how large the next ones are. */
const FIRST_STRETCH = 4;
const LONGEST_STRETCH = 4_096;
const STRETCH_BYTES = 4 * 1024 * 1024;

export interface Walk {
  readonly partition: number;
  /** The next message, as long as there are some in memory. */
  readonly head: Entry | undefined;
  /** Whether messages have to be read before there is a next one. */
  readonly isDry: boolean;
  /** Reads until there is a next message, or the end. */
  fill(): Promise<void>;
  /** Goes on to the one after {@link head}. */
  take(): void;
  /** Where another walk goes on: the next offset forwards, the end of the range backwards. */
  readonly cursor: number;
}

/** @param most entries with a message that are kept at a time */
export function walkForwards(
  reader: TopicReader,
  topic: string,
  { partition, first, end }: WalkRange,
  look: Look,
  most: number,
): Walk {
  let position = first;
  let cursor = first;
  let waiting: Entry[] = [];
  let at = 0;
  return {
    partition,
    get cursor() {
      return at >= waiting.length && position >= end ? end : cursor;
    },
    get head() {
      return waiting[at];
    },
    get isDry() {
      return at >= waiting.length && position < end;
    },
    async fill() {
      while (at >= waiting.length && position < end) {
        [waiting, at] = [[], 0];
        const fetched = await fetchOne(reader, topic, partition, position);
        if (fetched.outOfRange && fetched.firstOffset > position) position = fetched.firstOffset;
        else if (fetched.nextOffset === position) position = end;
        else {
          const { entries, next } = readEntries(fetched, end, look, most);
          waiting = entries;
          position = next;
        }
      }
    },
    take() {
      const taken = waiting[at++];
      if (taken) cursor = taken.end;
    },
  };
}

export function walkBackwards(
  reader: TopicReader,
  topic: string,
  { partition, first, end }: WalkRange,
  look: Look,
): Walk {
  let cursor = end;
  /** Everything from here on was read. */
  let low = end;
  const waiting: Entry[] = [];
  let stretch = FIRST_STRETCH;
  return {
    partition,
    get cursor() {
      return waiting.length === 0 && low <= first ? first : cursor;
    },
    get head() {
      return waiting.at(-1);
    },
    get isDry() {
      return waiting.length === 0 && low > first;
    },
    async fill() {
      while (waiting.length === 0 && low > first) {
        const from = Math.max(first, low - stretch);
        let bytes = 0;
        for (let position = from; position < low; ) {
          const fetched = await fetchOne(reader, topic, partition, position);
          if (fetched.outOfRange && fetched.firstOffset > position) position = fetched.firstOffset;
          else if (fetched.nextOffset === position) break;
          else {
            const { entries } = readEntries(fetched, low, look, Number.POSITIVE_INFINITY);
            waiting.push(...entries);
            position = fetched.nextOffset;
            bytes += fetched.bytes;
          }
        }
        const affordable = Math.floor((STRETCH_BYTES * (low - from)) / Math.max(bytes, 1));
        stretch = Math.max(1, Math.min(stretch * 4, LONGEST_STRETCH, affordable));
        low = from;
      }
    },
    take() {
      const taken = waiting.pop();
      if (taken) cursor = taken.offset;
    },
  };
}

async function fetchOne(
  reader: TopicReader,
  topic: string,
  partition: number,
  offset: number,
): Promise<FetchedRecords> {
  const limits = { maxWaitMs: 0, maxBytes: FETCH_BYTES, maxPartitionBytes: FETCH_BYTES };
  const [fetched] = await reader.fetch(topic, [{ partition, offset }], limits);
  if (!fetched) throw new Error(`Kafka sent no answer for partition ${partition} of "${topic}".`);
  return fetched;
}

/** The entries before `end`, in order, with at most `most` messages; and where to go on. */
function readEntries(
  { partition, records, unreadable, nextOffset }: FetchedRecords,
  end: number,
  look: Look,
  most: number,
): { entries: Entry[]; next: number } {
  const entries: Entry[] = [];
  let messages = 0;
  const ranges = unreadable.filter(({ firstOffset }) => firstOffset < end);
  for (const record of records) {
    if (record.offset >= end) break;
    while (ranges[0] && ranges[0].firstOffset < record.offset) entries.push(unreadableEntry(partition, ranges.shift()));
    if (messages >= most) return { entries, next: record.offset };
    const { offset, timestamp } = record;
    const seen = look(partition, record);
    if (seen.message) messages += 1;
    entries.push({ partition, offset, end: offset + 1, timestamp, ...seen });
  }
  for (const range of ranges) entries.push(unreadableEntry(partition, range));
  return { entries, next: nextOffset };
}

function unreadableEntry(partition: number, range: FetchedRecords['unreadable'][number] | undefined): Entry {
  if (!range) throw new Error('There is a range.');
  const { timestamp, ...view } = range;
  const { firstOffset: offset, lastOffset } = view;
  return { partition, offset, end: lastOffset + 1, timestamp, unreadable: { partition, ...view } };
}

/** The next of several walks by time, and by partition where times are equal. None of them may be dry. */
export function nextByTime(walks: readonly Walk[], backwards: boolean): Walk | undefined {
  let best: { walk: Walk; timestamp: number } | undefined;
  for (const walk of walks) {
    if (!walk.head) continue;
    const { timestamp } = walk.head;
    if (!best || (backwards ? timestamp > best.timestamp : timestamp < best.timestamp)) best = { walk, timestamp };
  }
  return best?.walk;
}
