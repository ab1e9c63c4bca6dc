/** What the demo of this pipeline is made of: source → producer → `video_frames` → Flink job and analysis → table and page. */
import { FlinkClient } from '@workbook/flink';
import type { Kafka } from 'kafkajs';
import { openInBrowser } from '../program/browser.js';
import type { DemoContext, DemoParts, JobStart } from '../program/demo-contract.js';
import type { JobGuard } from '../program/job-guard.js';
import type { OpenedJob } from '../program/job-keeper.js';
import { describeOutage } from '../program/outages.js';
import { Rates } from '../program/rate.js';
import { count } from '../program/text.js';
import { Breaker } from './breaker.js';
import { type Display, startDisplay } from './display/display.js';
import { FrameSender } from './frame-sender.js';
import type { FrameSource } from './frame-source.js';
import type { VideoJobArgs } from './job.js';
import { videoProcessor } from './processor.js';
import { type Produced, reconciles, summaryLines } from './summary.js';
import { totals, type View } from './table.js';
import { VideoTally } from './tally.js';
import { VIDEO_OUTPUT_TOPICS, VIDEO_TOPICS } from './topics.js';

export interface VideoDemoContext extends DemoContext<View> {
  options: {
    /** How long frames are sent. */
    seconds: number;
    /** Share of frames that are broken on purpose, 0 to 1. */
    broken: number;
    /** Whether the page opens in the browser by itself. */
    opens: boolean;
  };
  /** Makes the source of the frames; the signal ends it. */
  openSource: (signal: AbortSignal) => Promise<FrameSource>;
}

export class VideoDemo implements DemoParts<View> {
  readonly topic = VIDEO_TOPICS.frames;
  readonly outputTopics = VIDEO_OUTPUT_TOPICS;
  readonly groups = { results: 'video-results', job: 'video-demo-processor', display: 'video-display' };
  readonly thing = 'frame';
  readonly command = 'npm run demo:video';
  readonly producerCommand = 'npm run video:producer';
  readonly #context: VideoDemoContext;
  readonly #kafka: Kafka;
  readonly #id: string;
  readonly #results = new VideoTally();
  readonly #rates = new Rates();
  readonly #breaker: Breaker;
  readonly #sender: FrameSender;
  #source: FrameSource | undefined;
  #display: Display | undefined;

  constructor(context: VideoDemoContext, kafka: Kafka, id: string) {
    this.#context = context;
    this.#kafka = kafka;
    this.#id = id;
    this.#breaker = new Breaker(context.options.broken);
    this.#sender = new FrameSender(kafka, {
      encoding: 'json',
      pace: 'live',
      alter: this.#breaker.alter,
      say: context.screen.say,
      onOutage: (outage) => context.screen.say(describeOutage(outage, 'frame')),
    });
  }

  openJob(start: JobStart, guard: JobGuard): Promise<OpenedJob<VideoJobArgs>> {
    const { settings, screen } = this.#context;
    const args = { ...start, topics: [this.topic] };
    return videoProcessor(new FlinkClient(settings.flink.url), args, screen.say, guard);
  }

  async ready(dashboardUrl: string | undefined, signal: AbortSignal): Promise<void> {
    const { options, openSource, screen } = this.#context;
    this.#source = await openSource(signal);
    this.#display = await startDisplay({ kafka: this.#kafka, groupId: `${this.groups.display}-${this.#id}` });
    await this.#sender.connect();
    screen.say(`The job runs: ${dashboardUrl}`);
    const opened = options.opens && (await openInBrowser(this.#display.url));
    screen.say(`${opened ? 'The frames are shown in your browser' : 'To see the frames, open'}: ${this.#display.url}`);
    screen.say(`Sending ${this.#source.title}.`);
  }

  async send(signal: AbortSignal): Promise<void> {
    const source = this.#source as FrameSource;
    signal.addEventListener('abort', () => void source.close(), { once: true });
    for await (const frame of source) {
      if (signal.aborted) break;
      await this.#sender.send(frame);
    }
  }

  async flush(): Promise<void> {
    await this.#sender.flush();
  }

  get sent(): number {
    return this.#sender.confirmed;
  }

  get unsent(): number {
    return this.#sender.waiting;
  }

  addResult(topic: string, text: string): void {
    this.#results.add(topic, text);
  }

  view(time: string): View {
    const { confirmed, waiting, dropped } = this.#sender;
    const sent = { frames: confirmed, waiting, dropped };
    const results = this.#results;
    return {
      heading: `${time} · page ${this.#display?.url ?? ''}`,
      sent,
      results,
      rates: this.#rates.sample(totals({ sent, results })),
    };
  }

  get found(): string {
    return `${count(this.#results.total)} of ${count(this.#sender.confirmed)} frames`;
  }

  reconciles(): boolean {
    return reconciles(this.#produced(), this.#results);
  }

  summaryLines(): string[] {
    return summaryLines(this.#produced(), this.#results);
  }

  close(): Promise<unknown> {
    return Promise.allSettled([this.#source?.close(), this.#sender.abandon(), this.#display?.stop()]);
  }

  #produced(): Produced {
    return {
      frames: this.#sender.confirmed,
      broken: this.#breaker.broken,
      dropped: this.#sender.dropped,
      skipped: this.#source?.skipped ?? 0,
      bytes: this.#sender.bytes,
    };
  }
}
