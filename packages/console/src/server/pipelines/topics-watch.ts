/** Reads a pipeline's topics as long as somebody looks on, without a consumer group. */
import { setTimeout as delay } from 'node:timers/promises';
import { followTopic, KafkaAnswerError } from '@workbook/kafka';
import type { Part } from '../../api/part.js';
import type { ConsoleContext } from '../context.js';
import { kafkaAway } from '../kafka.js';
import { ConsoleProblem, problemOf } from '../problem.js';

/** What topics say, taken in record by record. */
export interface Reading<View> {
  take(topic: string, value: Buffer | null): void;
  readonly view: View;
}

/** A topic that is not there (yet) is looked for again after this time. */
const RETRY_MS = 3_000;

export class TopicsWatch<View> {
  #listeners = 0;
  #reading: Reading<View> | undefined;
  #over: AbortController | undefined;
  #problems = new Map<string, ConsoleProblem>();
  #readAt: number | undefined;
  #since = 0;

  /** @param topics each with how many of its last offsets are read at first */
  constructor(
    private readonly context: ConsoleContext,
    private readonly topics: Readonly<Record<string, number>>,
    private readonly newReading: () => Reading<View>,
  ) {}

  /** Begins to read, if nobody did. Returns what ends it, if nobody else goes on. */
  look(): () => void {
    this.#listeners += 1;
    if (this.#listeners === 1) this.#begin();
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.#listeners -= 1;
      if (this.#listeners === 0) this.#over?.abort();
    };
  }

  /**
   * Leaves out what was written before that time (ms since 1970): a run that was started from here begins with empty
   * figures, and not with those of an earlier one.
   */
  beginAnew(since: number): void {
    this.#since = since;
    if (this.#listeners === 0) return;
    this.#over?.abort();
    this.#begin();
  }

  get part(): Part<View> {
    const [problem] = this.#problems.values();
    if (!problem) this.#readAt = Date.now();
    const at = this.#readAt === undefined ? undefined : new Date(this.#readAt).toISOString();
    return { value: this.#reading?.view, at, problem: problem && problemOf(problem) };
  }

  #begin(): void {
    const over = new AbortController();
    const reading = this.newReading();
    this.#over = over;
    this.#reading = reading;
    this.#problems = new Map();
    const signal = AbortSignal.any([over.signal, this.context.stopping]);
    for (const [topic, last] of Object.entries(this.topics)) void this.#follow(topic, last, reading, signal);
  }

  async #follow(topic: string, last: number, reading: Reading<View>, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await followTopic(this.context.settings, {
          topic,
          from: { last },
          maxBehind: 50_000,
          signal,
          onReading: () => this.#problems.delete(topic),
          onAway: (error) => this.#problems.set(topic, kafkaAway(this.context.settings, error)),
          onRecords: (fetched) => {
            for (const { timestamp, value } of fetched.flatMap(({ records }) => records)) {
              if (timestamp >= this.#since) reading.take(topic, value);
            }
          },
        });
      } catch (error) {
        const remedy = 'npm start creates the topics of the pipelines, and starting the pipeline here does, too.';
        const message = error instanceof KafkaAnswerError ? error.message : `The topic "${topic}" cannot be read.`;
        this.#problems.set(topic, new ConsoleProblem('not-found', message, { remedy, cause: error }));
        await delay(RETRY_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  }
}
