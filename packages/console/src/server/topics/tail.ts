/** A topic as its messages come, for one page: never more than it can show, and what was left out is counted. */
import { setTimeout as delay } from 'node:timers/promises';
import { followTopic } from '@workbook/services';
import type { MessageView, TailBatch, TailState, UnreadableView } from '../../api/topics.js';
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

/**
 * Sends `state` when reading begins, stops and goes on, and `messages` with what came. Lasts until the listener is gone.
 * @throws KafkaAnswerError for a topic that does not exist, or was deleted
 */
export async function tailTopic(context: ConsoleContext, request: TailRequest, stream: EventStream): Promise<void> {
  const { topic, partitions, filter } = request;
  const news = new News(stream);
  const isWanted = (partition: number) => partitions.length === 0 || partitions.includes(partition);
  let state: TailState['state'] | undefined;
  const tell = (next: TailState) => {
    if (state === next.state) return;
    state = next.state;
    void stream.send('state', next);
  };
  await followTopic(context.settings, {
    topic,
    from: 'next',
    signal: stream.signal,
    maxBytes: FETCH_BYTES,
    maxBehind: MAX_BEHIND,
    onReading: () => tell({ state: 'reading' }),
    onAway: (error) => {
      const { problem, command } = kafkaAway(context.settings, error).toJSON();
      tell({ state: 'away', sentence: problem, command });
    },
    onGap: ({ from, to, why, partition }) => {
      if (!isWanted(partition)) return;
      if (why === 'behind') news.leaveOut(to - from);
    },
    onRecords: async (fetched) => {
      let came = 0;
      for (const { partition, records, unreadable } of fetched) {
        if (!isWanted(partition)) continue;
        came += records.length + unreadable.length;
        const shown = filter ? records.filter((record) => filter(record) === 'shown') : records;
        const views = shown.slice(-MOST).map((record) => viewMessage(partition, record, BRIEF));
        const ranges = unreadable.map(({ timestamp: _, ...range }) => ({ partition, ...range }));
        news.add(records.length, shown.length, views, ranges);
      }
      if (came > 0) await delay(GATHER_MS, undefined, { signal: stream.signal }).catch(() => undefined);
    },
  });
}

/** Gathers messages between two events to the page. */
class News {
  #messages: MessageView[] = [];
  #unreadable: UnreadableView[] = [];
  #came = 0;
  #matched = 0;
  #leftOut = 0;
  #sending = false;
  #isNew = false;

  constructor(private readonly stream: EventStream) {}

  add(came: number, matched: number, views: readonly MessageView[], unreadable: readonly UnreadableView[]): void {
    if (came + unreadable.length === 0) return;
    this.#came += came;
    this.#matched += matched;
    const all = [...this.#messages, ...views];
    this.#messages = all.slice(-MOST);
    this.#leftOut += matched - views.length + all.length - this.#messages.length;
    this.#unreadable = [...this.#unreadable, ...unreadable].slice(-MOST);
    this.#isNew = true;
    void this.#send();
  }

  /** Messages that were not even read. */
  leaveOut(count: number): void {
    this.#came += count;
    this.#matched += count;
    this.#leftOut += count;
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
        came: this.#came,
        matched: this.#matched,
        leftOut: this.#leftOut,
      };
      this.#messages = [];
      this.#unreadable = [];
      await this.stream.send('messages', batch);
      await delay(pause, undefined, { signal: this.stream.signal }).catch(() => undefined);
    }
    this.#sending = false;
  }
}
