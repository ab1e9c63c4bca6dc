/** A topic as its messages come, for one page: never more than it can show, and what was left out is counted. */
import { setTimeout as delay } from 'node:timers/promises';
import { followTopic } from '@workbook/kafka';
import {
  addCounts,
  type MessageView,
  NO_COUNTS,
  type ReadCursor,
  type TailBatch,
  type TailCounts,
  type TailState,
  type UnreadableView,
} from '../../api/topics.js';
import type { ConsoleContext } from '../context.js';
import type { EventStream } from '../events.js';
import { kafkaAway } from '../kafka.js';
import { BRIEF, viewMessage } from './bytes-view.js';
import type { Filter } from './filter.js';

export interface TailRequest {
  topic: string;
  /** All of them, if empty. */
  partitions: readonly number[];
  filter?: Filter;
  /** Where to go on; without it, with what comes from now on. */
  cursor?: ReadCursor;
}

/** No more is sent at a time, and no sooner than after a pause; a longer one where more come than anybody can read. */
const MOST = 20;
const PAUSE_MS = 80;
const LONG_PAUSE_MS = 200;
/** After an answer, the next ones are left to gather. */
const GATHER_MS = 15;
/** Who is further behind sees the newest messages instead of ever older ones. */
const MAX_BEHIND = 20_000;
const FETCH_BYTES = 2 * 1024 * 1024;
/** A page hands its place back in an address, which must not grow too long: with more partitions, it begins anew. */
const MOST_IN_CURSOR = 400;

/**
 * Sends `state` when reading begins, stops and goes on, and `messages` with what came, each with the place where
 * another tail would go on as its id. Lasts until the listener is gone.
 * @throws KafkaAnswerError for a topic that does not exist, or was deleted
 */
export async function streamTopic(context: ConsoleContext, request: TailRequest, stream: EventStream): Promise<void> {
  const { topic, partitions, filter, cursor } = request;
  const place = new Place(cursor);
  const news = new News(stream, place);
  const isWanted = (partition: number) => partitions.length === 0 || partitions.includes(partition);
  let state: TailState['state'] | undefined;
  const tell = (next: TailState) => {
    if (state === next.state) return;
    state = next.state;
    void stream.send('state', next, place.id);
  };
  await followTopic(context.settings, {
    topic,
    from: cursor ? { offsets: place.offsets } : 'next',
    signal: stream.signal,
    maxBytes: FETCH_BYTES,
    maxBehind: MAX_BEHIND,
    onReading: (positions) => {
      place.begin(positions);
      tell({ state: 'reading' });
    },
    onAway: (error) => {
      const { problem, command } = kafkaAway(context.settings, error).toJSON();
      tell({ state: 'away', sentence: problem, command });
    },
    onGap: ({ from, to, why, partition }) => {
      place.offsets.set(partition, to);
      if (!isWanted(partition)) return;
      if (why === 'behind') news.leaveOut(to - from);
    },
    onRecords: async (fetched) => {
      let came = 0;
      for (const { partition, records, unreadable, nextOffset, outOfRange } of fetched) {
        if (!outOfRange) place.offsets.set(partition, nextOffset);
        if (!isWanted(partition)) continue;
        came += records.length + unreadable.length;
        const verdicts = filter ? records.map(filter) : [];
        const shown = filter ? records.filter((_, index) => verdicts[index] === 'shown') : records;
        const notSearched = verdicts.filter((verdict) => verdict === 'not searched').length;
        const views = shown.slice(-MOST).map((record) => viewMessage(partition, record, BRIEF));
        const ranges = unreadable.map(({ timestamp: _, ...range }) => ({ partition, ...range }));
        news.add({ came: records.length, matched: shown.length, notSearched }, views, ranges);
      }
      if (came > 0) await delay(GATHER_MS, undefined, { signal: stream.signal }).catch(() => undefined);
    },
  });
}

/** Where another tail would go on: after all that was gathered. */
class Place {
  readonly offsets: Map<number, number>;

  constructor(cursor: ReadCursor = {}) {
    this.offsets = new Map(Object.entries(cursor).map(([partition, offset]) => [Number(partition), offset]));
  }

  /** The first reading says where it begins; after an absence, what was gathered counts. */
  begin(positions: ReadonlyMap<number, number>): void {
    for (const [partition, offset] of positions) if (!this.offsets.has(partition)) this.offsets.set(partition, offset);
  }

  get id(): string | undefined {
    if (this.offsets.size > MOST_IN_CURSOR) return undefined;
    return JSON.stringify(Object.fromEntries(this.offsets));
  }
}

/** Gathers messages between two events to the page. */
class News {
  #messages: MessageView[] = [];
  #unreadable: UnreadableView[] = [];
  #counts = NO_COUNTS;
  #sending = false;
  #isNew = false;

  constructor(
    private readonly stream: EventStream,
    private readonly place: Place,
  ) {}

  add(
    { came, matched, notSearched }: Omit<TailCounts, 'leftOut'>,
    views: readonly MessageView[],
    unreadable: readonly UnreadableView[],
  ): void {
    if (came + unreadable.length === 0) return;
    const all = [...this.#messages, ...views];
    this.#messages = all.slice(-MOST);
    this.#unreadable = [...this.#unreadable, ...unreadable].slice(-MOST);
    const leftOut = matched - views.length + all.length - this.#messages.length;
    this.#count({ came, matched, notSearched, leftOut });
  }

  /** Messages that were not even read. */
  leaveOut(count: number): void {
    this.#count({ came: count, matched: count, notSearched: 0, leftOut: count });
  }

  #count(more: TailCounts): void {
    this.#counts = addCounts(this.#counts, more);
    this.#isNew = true;
    void this.#send();
  }

  async #send(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    while (this.#isNew && !this.stream.signal.aborted) {
      this.#isNew = false;
      const pause = this.#messages.length < MOST ? PAUSE_MS : LONG_PAUSE_MS;
      const batch: TailBatch = {
        messages: this.#messages.sort((a, b) => a.timestamp - b.timestamp),
        unreadable: this.#unreadable,
        ...this.#counts,
      };
      this.#messages = [];
      this.#unreadable = [];
      this.#counts = NO_COUNTS;
      await this.stream.send('messages', batch, this.place.id);
      await delay(pause, undefined, { signal: this.stream.signal }).catch(() => undefined);
    }
    this.#sending = false;
  }
}
