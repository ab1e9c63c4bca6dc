import { randomBytes } from 'node:crypto';
import type { Kafka, Message } from 'kafkajs';
import { CarefulProducer, type Outage } from '../program/producer.js';
import { counted } from '../program/text.js';
import { fitFrame } from './fit-frame.js';
import { type FrameEncoding, TOPIC_OF, toMessage } from './frame-message.js';
import type { CapturedFrame, FrameSource } from './frame-source.js';
import { MAX_BATCH_BYTES } from './limits.js';

export interface FrameSenderOptions {
  encoding: FrameEncoding;
  /** What happens when Kafka is slower than the capture: a `live` source's frames are dropped. */
  pace: FrameSource['pace'];
  /** Changes a message before it is sent. */
  alter?: (message: Message) => Message;
  /** Hears once that the broker doesn't answer, and once that it is back. */
  onOutage?: (outage: Outage) => void;
  /** Hears, in a sentence, what could not be sent as it was. */
  say?: (sentence: string) => void;
}

/** How many bytes of frames may wait for Kafka: some seconds of them, and little beside a laptop's memory. */
const MAX_WAITING_BYTES = 24 * 1024 * 1024;

/** Sends frames to Kafka, and keeps account of those that it can't send. */
export class FrameSender {
  /** Frames that came and were neither refused nor dropped. */
  taken = 0;
  /** Frames that were dropped because Kafka was slower than the capture. */
  dropped = 0;
  /** Frames that were made smaller to fit. */
  reduced = 0;
  /** Frames that are too large and can't be made smaller. */
  refused = 0;
  /** Bytes of the JPEGs that were taken. */
  bytes = 0;

  readonly #producer: CarefulProducer;
  readonly #options: Required<Omit<FrameSenderOptions, 'onOutage'>>;
  /** Unique in the topics: this run, then a number. */
  readonly #run = randomBytes(6).toString('hex');
  #isBehind = false;

  constructor(kafka: Kafka, { onOutage, ...options }: FrameSenderOptions) {
    this.#options = { alter: (message) => message, say: () => {}, ...options };
    this.#producer = new CarefulProducer(kafka, {
      topic: TOPIC_OF[options.encoding],
      // A frame should leave at once; several that wait anyway share a request.
      lingerMs: 0,
      batchSize: 32,
      maxBatchBytes: MAX_BATCH_BYTES,
      onOutage,
    });
  }

  /** Frames that Kafka has confirmed. */
  get confirmed(): number {
    return this.#producer.acknowledged;
  }

  /** Frames that were taken and are not confirmed yet. */
  get waiting(): number {
    return this.#producer.unconfirmed;
  }

  /** Waits for the broker, however long it takes. */
  connect(): Promise<void> {
    return this.#producer.connect();
  }

  /**
   * Takes a frame over, or drops it: see `pace`.
   *
   * @returns what was taken, or undefined if nothing was
   * @throws when the broker has refused an earlier frame for good.
   */
  async send(captured: CapturedFrame): Promise<CapturedFrame | undefined> {
    const { pace, encoding, alter, say } = this.#options;
    if (this.#hasNoRoom(captured)) {
      if (pace === 'live') return this.#drop();
      await this.#producer.flush();
    }
    const fitted = await fitFrame(captured);
    if (fitted.kind !== 'as it was') say(fitted.sentence);
    if (fitted.kind === 'refused') {
      this.refused++;
      return undefined;
    }
    if (fitted.kind === 'reduced') this.reduced++;
    this.taken++;
    this.bytes += fitted.frame.jpeg.length;
    await this.#producer.write([alter(toMessage(fitted.frame, `${this.#run}-${this.taken}`, encoding))]);
    return fitted.frame;
  }

  /** Waits until every frame that was taken is confirmed, then disconnects. */
  close(): Promise<void> {
    return this.#producer.close();
  }

  /** Resolves when every frame that was taken is confirmed. */
  flush(): Promise<void> {
    return this.#producer.flush();
  }

  /** Disconnects now. Returns how many frames were never confirmed. */
  abandon(): Promise<number> {
    return this.#producer.abandon();
  }

  #hasNoRoom({ jpeg }: CapturedFrame): boolean {
    const waiting = this.#producer.unconfirmedBytes;
    const isFull = waiting > 0 && waiting + jpeg.length > MAX_WAITING_BYTES;
    if (this.#isBehind && waiting < MAX_WAITING_BYTES / 2) {
      this.#isBehind = false;
      this.#options.say(
        `Kafka keeps up again. ${counted(this.dropped, 'frame')} ${this.dropped === 1 ? 'was' : 'were'} dropped so far.`,
      );
    }
    return isFull;
  }

  #drop(): undefined {
    this.dropped++;
    if (this.#isBehind) return;
    this.#isBehind = true;
    this.#options.say('Kafka is slower than the capture: frames are dropped, the newest first, until it keeps up.');
  }
}
