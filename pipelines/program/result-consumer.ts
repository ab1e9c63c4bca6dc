import { randomBytes } from 'node:crypto';
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

/**
 * Reads the job's results, each exactly once from this program's point of view.
 *
 * What was counted lives in this program's memory, so the position up to which it counted lives there too, beside it,
 * and not in Kafka: whenever the group (re)joins, also after the broker was away, reading goes on at that position.
 * kafkajs reads with isolation level read_committed by default: results of a transaction that Flink has not committed
 * stay invisible.
 */
export class ResultConsumer {
  readonly #kafka: Kafka;
  readonly #options: ResultConsumerOptions;
  readonly #consumer: Consumer;
  readonly #next: Positions;

  constructor(kafka: Kafka, options: ResultConsumerOptions) {
    this.#kafka = kafka;
    this.#options = options;
    this.#next = options.from.copy();
    this.#consumer = kafka.consumer({
      groupId: options.groupId,
      maxWaitTimeInMs: 250,
      sessionTimeout: 10_000,
      retry: { initialRetryTime: 100, maxRetryTime: 1_000, restartOnFailure: async () => true },
    });
  }

  /** Resolves when the group has its partitions. */
  async start(): Promise<void> {
    const joined = new Promise<void>((resolve) => {
      this.#consumer.on(this.#consumer.events.GROUP_JOIN, ({ payload }) => {
        this.#seekAll(payload.memberAssignment);
        resolve();
      });
    });
    await this.#consumer.connect();
    await this.#consumer.subscribe({ topics: this.#next.topics(), fromBeginning: true });
    await this.#consumer.run({ autoCommit: false, eachMessage: (payload) => this.#take(payload) });
    await joined;
  }

  /** Leaves the group and deletes it. */
  async stop(): Promise<void> {
    await this.#consumer.disconnect();
    const admin = this.#kafka.admin();
    await admin.connect();
    try {
      await admin.deleteGroups([this.#options.groupId]);
    } finally {
      await admin.disconnect();
    }
  }

  #seekAll(assignment: Record<string, number[]>): void {
    for (const [topic, partitions] of Object.entries(assignment)) {
      for (const partition of partitions) {
        this.#consumer.seek({ topic, partition, offset: String(this.#next.get(topic, partition)) });
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
