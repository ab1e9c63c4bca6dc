import { setTimeout as sleep } from 'node:timers/promises';
import { CompressionTypes, type Kafka, type Message, Partitioners, type Producer } from 'kafkajs';
import { isPermanent, rootCause } from './kafka.js';

export interface ProducerOptions {
  topic: string;
  /** The most messages in one request. */
  batchSize?: number;
  /** The most bytes of messages in one request; a larger message goes alone. */
  maxBatchBytes?: number;
  /** How long a message may wait for others to share its request, in ms. */
  lingerMs?: number;
  /** With this many messages waiting, `write` makes its caller wait too. */
  maxWaiting?: number;
  compression?: CompressionTypes;
  /** Hears once that the broker doesn't answer, and once that it is back. */
  onOutage?: (outage: Outage) => void;
}

/** What a producer tells of the broker's absence: how many messages wait, and in the end how long it took, in ms. */
export type Outage = { state: 'away'; waiting: number; cause: string } | { state: 'back'; awayMs: number };

const ATTEMPT_PAUSE_MS = 250;
const SILENCE_MS = 3_000;

/**
 * A Kafka producer that loses nothing and repeats nothing.
 *
 * - `acks: -1` (all): a message counts as sent when every in-sync replica has it.
 * - `idempotent`: the broker numbers a producer's batches and drops one that it has already. So a batch can be sent
 *   again after an error without thinking about whether the first attempt arrived.
 * - One request is on its way at a time, so the order within a partition survives such a retry.
 * - kafkajs has no linger: gathering messages into batches is a plain array.
 */
export class CarefulProducer {
  /** Messages that the broker has confirmed. */
  acknowledged = 0;

  readonly #producer: Producer;
  readonly #options: Required<Omit<ProducerOptions, 'onOutage'>>;
  readonly #onOutage: (outage: Outage) => void;
  readonly #abandoned = new AbortController();
  /** Written and not confirmed yet, oldest first. */
  #waiting: Message[] = [];
  #waitingBytes = 0;
  #inFlight: Promise<void> | undefined;
  #linger: NodeJS.Timeout | undefined;
  #awaySince: number | undefined;
  #failure: unknown;

  constructor(kafka: Kafka, { onOutage = () => {}, ...options }: ProducerOptions) {
    this.#options = {
      batchSize: 500,
      maxBatchBytes: Number.POSITIVE_INFINITY,
      lingerMs: 20,
      maxWaiting: 10_000,
      compression: CompressionTypes.None,
      ...options,
    };
    this.#onOutage = onOutage;
    this.#producer = kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      createPartitioner: Partitioners.DefaultPartitioner,
      retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: Number.MAX_SAFE_INTEGER },
    });
  }

  /** Messages that were written and are not confirmed yet. */
  get unconfirmed(): number {
    return this.#waiting.length;
  }

  /** Bytes of the values that were written and are not confirmed yet. */
  get unconfirmedBytes(): number {
    return this.#waitingBytes;
  }

  /** Waits for the broker, however long it takes. */
  connect(): Promise<void> {
    return this.#persist(() => this.#producer.connect());
  }

  /**
   * Takes messages over. Resolves at once while there is room, and otherwise when the broker has caught up: awaiting
   * it is back-pressure.
   *
   * @throws when the broker has refused an earlier message for good.
   */
  async write(messages: Message[]): Promise<void> {
    for (const message of messages) {
      this.#waiting.push(message);
      this.#waitingBytes += sizeOf(message);
    }
    if (this.#waiting.length >= this.#options.batchSize) void this.#sendNext();
    else this.#linger ??= setTimeout(() => void this.#sendNext(), this.#options.lingerMs);

    while (this.#waiting.length >= this.#options.maxWaiting && !this.#failure) await this.#sendNext();
    if (this.#failure) throw this.#failure;
  }

  /** Resolves when every message that was written is confirmed. */
  async flush(): Promise<void> {
    while (this.#waiting.length > 0 && !this.#failure) await this.#sendNext();
    if (this.#failure) throw this.#failure;
  }

  /** Flushes, then disconnects. */
  async close(): Promise<void> {
    await this.flush();
    await this.abandon();
  }

  /** Disconnects now. Returns how many messages were never confirmed. */
  async abandon(): Promise<number> {
    this.#abandoned.abort();
    clearTimeout(this.#linger);
    await this.#producer.disconnect();
    return this.#waiting.length;
  }

  /** Sends one batch, unless one is on its way: then that one is returned. */
  #sendNext(): Promise<void> {
    clearTimeout(this.#linger);
    this.#linger = undefined;
    this.#inFlight ??= this.#sendBatch()
      .catch((error: unknown) => {
        this.#failure = error;
      })
      .finally(() => {
        this.#inFlight = undefined;
        if (this.#waiting.length > 0 && !this.#failure) void this.#sendNext();
      });
    return this.#inFlight;
  }

  async #sendBatch(): Promise<void> {
    const { topic, compression } = this.#options;
    const messages = this.#nextBatch();
    // Always the same array for one batch: the broker knows a repetition by its first and its last number.
    await this.#persist(() =>
      this.#producer.sendBatch({ acks: -1, compression, topicMessages: [{ topic, messages }] }),
    );
    this.#waiting.splice(0, messages.length);
    for (const message of messages) this.#waitingBytes -= sizeOf(message);
    this.acknowledged += messages.length;
  }

  #nextBatch(): Message[] {
    const { batchSize, maxBatchBytes } = this.#options;
    let bytes = 0;
    const end = this.#waiting.findIndex((message, i) => {
      bytes += sizeOf(message);
      return i >= batchSize || (i > 0 && bytes > maxBatchBytes);
    });
    return end < 0 ? [...this.#waiting] : this.#waiting.slice(0, end);
  }

  /** Repeats an attempt until it succeeds, and tells of an outage once. */
  async #persist(attempt: () => Promise<unknown>): Promise<void> {
    const silence = setTimeout(() => this.#reportAway('it accepts no request'), SILENCE_MS);
    try {
      while (!(await this.#succeeds(attempt))) {
        await sleep(ATTEMPT_PAUSE_MS, undefined, { signal: this.#abandoned.signal });
      }
    } finally {
      clearTimeout(silence);
    }
    this.#reportBack();
  }

  async #succeeds(attempt: () => Promise<unknown>): Promise<boolean> {
    try {
      await attempt();
      return true;
    } catch (error) {
      if (isPermanent(error)) throw error;
      this.#reportAway(rootCause(error).message);
      return false;
    }
  }

  #reportAway(cause: string): void {
    if (this.#awaySince !== undefined || this.#abandoned.signal.aborted) return;
    this.#awaySince = Date.now();
    this.#onOutage({ state: 'away', waiting: this.#waiting.length, cause });
  }

  #reportBack(): void {
    if (this.#awaySince === undefined) return;
    this.#onOutage({ state: 'back', awayMs: Date.now() - this.#awaySince });
    this.#awaySince = undefined;
  }
}

/** The bytes of a message's value and headers; keys are short. */
function sizeOf({ value, headers }: Message): number {
  const sizes = [value, ...Object.values(headers ?? {}).flat()].map((it) => (it ? Buffer.byteLength(it) : 0));
  return sizes.reduce((sum, size) => sum + size, 0);
}
