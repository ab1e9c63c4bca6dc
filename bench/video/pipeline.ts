/** The video pipeline under measurement: producer and processor as programs, and a reader of the results. */
import { createTopics, type Settings } from '@workbook/services';
import { kafkaClient } from '../../pipelines/program/kafka.js';
import { endOf } from '../../pipelines/program/offsets.js';
import { ResultConsumer } from '../../pipelines/program/result-consumer.js';
import type { ProcessedVideoFrame } from '../../pipelines/video/analysis.js';
import { FRAME_TOPICS, VIDEO_TOPICS } from '../../pipelines/video/topics.js';
import type { Scope } from '../measure.js';
import { VideoProgram } from './program.js';

/** A result, when it was read. */
export interface Seen {
  /** ms since 1970. */
  at: number;
  /** How long after the capture that was, in ms. */
  behindMs: number;
}

export class VideoPipeline {
  /** Results, in the order in which they were read. */
  readonly seen: Seen[] = [];
  readonly #admin;
  readonly #kafka;

  constructor(
    readonly scope: Scope,
    readonly settings: Settings,
  ) {
    this.#kafka = kafkaClient(settings.kafka.bootstrapServers, 'bench-video');
    this.#admin = this.#kafka.admin();
  }

  /** Begins to read results. */
  async open(): Promise<void> {
    await createTopics(this.settings);
    await this.#admin.connect();
    this.scope.onEnd(() => this.#admin.disconnect());
    const consumer = new ResultConsumer(this.#kafka, {
      groupId: 'bench-video',
      from: await endOf(this.#admin, [VIDEO_TOPICS.processed]),
      onResult: ({ text }) => {
        const at = Date.now();
        this.seen.push({ at, behindMs: at - Date.parse((JSON.parse(text) as ProcessedVideoFrame).timestamp) });
      },
    });
    await consumer.start();
    this.scope.onEnd(() => consumer.stop());
  }

  /** Starts the job and the analysis; resolves when it runs. */
  async process(...args: string[]): Promise<VideoProgram> {
    const processor = new VideoProgram(this.scope, this.settings, 'processor-cli.ts', args);
    await processor.says(/The job runs/);
    return processor;
  }

  produce(...args: string[]): VideoProgram {
    return new VideoProgram(this.scope, this.settings, 'producer-cli.ts', ['generated', ...args]);
  }

  /** How many frames were ever sent. */
  async sent(): Promise<number> {
    return (await endOf(this.#admin, FRAME_TOPICS)).list().reduce((sum, { offset }) => sum + Number(offset), 0);
  }
}
