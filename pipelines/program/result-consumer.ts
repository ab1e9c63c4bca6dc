import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Consumer, EachMessagePayload, IHeaders, Kafka } from 'kafkajs';
import { beginningOf, endOf, type Positions } from './offsets.js';

export interface Result {
  topic: string;
  partition: number;
  offset: string;
  key: string | null;
  /** The message's bytes. */
  value: Buffer | null;
  headers: IHeaders;
  /** The message's bytes as text. */
  readonly text: string;
}

export interface ResultConsumerOptions {
  groupId: string;
  /** Where to begin, for each topic and partition that is read. */
  from: Positions;
  /** A promise is waited for: while a result is written to a disk, say, the next ones stay in Kafka. */
  onResult: (result: Result) => unknown;
}

export interface FollowOptions extends Pick<ResultConsumerOptions, 'onResult'> {
  /** What the group's name begins with. */
  name: string;
  topics: readonly string[];
  /** Whether what is there already is read, too. */
  beginning: boolean;
}

/** A consumer of these topics in a group of its own; `start()` joins it. */
export async function followResults(
  kafka: Kafka,
  { name, topics, beginning, onResult }: FollowOptions,
): Promise<ResultConsumer> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const from = await (beginning ? beginningOf : endOf)(admin, topics);
    return new ResultConsumer(kafka, { groupId: `${name}-${randomBytes(3).toString('hex')}`, from, onResult });
  } finally {
    await admin.disconnect();
  }
}

/** How soon a consumer that has fallen out of its group comes back, in ms. */
const COME_BACK_MS = 500;

/**
 * Reads the job's results, each exactly once from this program's point of view.
 *
 * What was counted lives in this program's memory, so the position up to which it counted lives there too, beside it,
 * and not in Kafka: whenever the group (re)joins, also after the broker was away, reading goes on at that position.
 * kafkajs reads with isolation level read_committed by default: results of a transaction that Flink has not committed
 * stay invisible.
 *
 * After an error that kafkajs takes for final, such as UNKNOWN_MEMBER_ID where the broker has forgotten its members
 * while a laptop slept, kafkajs ends its consumer (the event `consumer.crash` with `restart: false`,
 * https://kafka.js.org/docs/instrumentation-events). A new one joins the group then, until `stop()`.
 */
export class ResultConsumer {
  readonly #kafka: Kafka;
  readonly #options: ResultConsumerOptions;
  readonly #next: Positions;
  readonly #stopping = new AbortController();
  #consumer: Consumer | undefined;
  #joining: Promise<void> = Promise.resolve();
  #isReading = false;

  constructor(kafka: Kafka, options: ResultConsumerOptions) {
    this.#kafka = kafka;
    this.#options = options;
    this.#next = options.from.copy();
  }

  /**
   * Resolves when the group has its partitions, however often that must be tried.
   *
   * @throws kafkajs's error when Kafka does not answer at first
   */
  async start(): Promise<void> {
    let hasJoined = () => {};
    const joined = new Promise<void>((resolve) => {
      hasJoined = resolve;
    });
    await this.#open(hasJoined);
    await joined;
  }

  /** Whether it has its partitions now: results that are there will be read. */
  get isReading(): boolean {
    return this.#isReading;
  }

  /** Leaves the group and deletes it. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#joining;
    await this.#consumer?.disconnect();
    const admin = this.#kafka.admin();
    await admin.connect();
    try {
      await admin.deleteGroups([this.#options.groupId]);
    } finally {
      await admin.disconnect();
    }
  }

  async #open(onJoin: () => void): Promise<void> {
    const consumer = this.#kafka.consumer({
      groupId: this.#options.groupId,
      maxWaitTimeInMs: 250,
      sessionTimeout: 10_000,
      // Nobody else is in this group. What a broker that slept takes for members is thrown out soon.
      rebalanceTimeout: 15_000,
      retry: { initialRetryTime: 100, maxRetryTime: 1_000, restartOnFailure: async () => true },
    });
    this.#consumer = consumer;
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      this.#seekAll(consumer, payload.memberAssignment);
      this.#isReading = true;
      onJoin();
    });
    consumer.on(consumer.events.REBALANCING, () => {
      this.#isReading = false;
    });
    consumer.on(consumer.events.CRASH, ({ payload }) => {
      this.#isReading = false;
      if (payload.restart || this.#consumer !== consumer) return;
      this.#joining = this.#comeBack(onJoin);
    });
    await consumer.connect();
    await consumer.subscribe({ topics: this.#next.topics(), fromBeginning: true });
    await consumer.run({ autoCommit: false, eachMessage: (payload) => this.#take(payload) });
  }

  /** In place of a consumer that has ended. */
  async #comeBack(onJoin: () => void): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await sleep(COME_BACK_MS, undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      try {
        return await this.#open(onJoin);
      } catch {
        // Kafka is away, which others report.
        await this.#consumer?.disconnect().catch(() => {});
      }
    }
  }

  #seekAll(consumer: Consumer, assignment: Record<string, number[]>): void {
    for (const [topic, partitions] of Object.entries(assignment)) {
      for (const partition of partitions) {
        consumer.seek({ topic, partition, offset: String(this.#next.get(topic, partition)) });
      }
    }
  }

  async #take({ topic, partition, message }: EachMessagePayload): Promise<void> {
    const offset = BigInt(message.offset);
    if (offset < this.#next.get(topic, partition)) return;
    this.#next.set(topic, partition, offset + 1n);
    await this.#options.onResult({
      topic,
      partition,
      offset: message.offset,
      key: message.key?.toString() ?? null,
      value: message.value,
      headers: message.headers ?? {},
      get text() {
        return message.value?.toString() ?? '';
      },
    });
  }
}
