import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { FlinkClient } from '@workbook/flink';
import type { Settings } from '@workbook/services';
import type { Admin, Kafka } from 'kafkajs';
import { openInBrowser } from '../program/browser.js';
import { deleteAbandonedGroups } from '../program/demo-groups.js';
import { abortAfter, type Interrupts } from '../program/interrupt.js';
import { kafkaClient } from '../program/kafka.js';
import { endOf, lagOf, Positions } from '../program/offsets.js';
import { describeOutage, watchServices } from '../program/outages.js';
import { Rates } from '../program/rate.js';
import { ResultConsumer } from '../program/result-consumer.js';
import { type Screen, SHOW_EVERY_MS } from '../program/screen.js';
import { clock } from '../program/text.js';
import { until } from '../program/until.js';
import { Breaker } from './breaker.js';
import { type Display, startDisplay } from './display/display.js';
import { FrameSender } from './frame-sender.js';
import type { FrameSource } from './frame-source.js';
import { type VideoProcessor, videoProcessor } from './processor.js';
import { type Produced, reconciles, summaryLines } from './summary.js';
import { totals, type View } from './table.js';
import { VideoTally } from './tally.js';
import { VIDEO_OUTPUT_TOPICS, VIDEO_TOPICS } from './topics.js';

export interface DemoOptions {
  /** How long frames are sent. */
  seconds: number;
  /** Share of frames that are broken on purpose, 0 to 1. */
  broken: number;
  /** Whether the page opens in the browser by itself. */
  opens: boolean;
}

export interface DemoContext {
  settings: Settings;
  options: DemoOptions;
  /** Makes the source of the frames; the signal ends it. */
  openSource: (signal: AbortSignal) => Promise<FrameSource>;
  screen: Screen<View>;
  interrupts: Interrupts;
}

const DEMO_GROUP = /^video-(results|demo-processor)-[0-9a-f]{6}$/;
/** How long the last results may take after Flink has committed them, in ms. */
const LAST_RESULTS_MS = 15_000;
const POLL_MS = 200;
/** How long tidying up may take when a service is away, in ms. */
const CLEAN_UP_MS = 10_000;

/**
 * Runs the pipeline from end to end and prints the summary.
 *
 * @returns whether every frame that went in was found again
 * @throws Error when the run could not come to its end
 */
export async function runDemo(context: DemoContext): Promise<boolean> {
  const run = new DemoRun(context);
  const allStages = async () => {
    await run.start();
    await run.send();
    await run.finish();
    return run.closeTheBooks();
  };
  try {
    return await Promise.race([allStages(), run.left()]);
  } finally {
    await Promise.race([run.cleanUp(), sleep(CLEAN_UP_MS)]);
  }
}

/**
 * One run: source → producer → `video_frames` → Flink job and analysis service → result topics → table, and the page.
 *
 * The topics may hold records of earlier runs. This one begins at their ends, so it sees only its own.
 */
class DemoRun {
  readonly #context: DemoContext;
  readonly #id = randomBytes(3).toString('hex');
  readonly #kafka: Kafka;
  readonly #admin: Admin;
  readonly #results = new VideoTally();
  readonly #sender: FrameSender;
  readonly #breaker: Breaker;
  readonly #rates = new Rates();
  readonly #watching = new AbortController();
  #source: FrameSource | undefined;
  #processor: VideoProcessor | undefined;
  #consumer: ResultConsumer | undefined;
  #display: Display | undefined;
  #watch: Promise<unknown> = Promise.resolve();
  #showing: NodeJS.Timeout | undefined;
  #began = 0;
  /** Where `video_frames` ended when the run began. */
  #start = new Positions();
  /** Messages in the topic that this run did not send. */
  #foreign = 0;
  #phase: 'sending' | 'finishing' = 'sending';

  constructor(context: DemoContext) {
    this.#context = context;
    const { screen, options, settings } = context;
    this.#kafka = kafkaClient(settings.kafka.bootstrapServers, `video-demo-${this.#id}`);
    this.#admin = this.#kafka.admin();
    this.#breaker = new Breaker(options.broken);
    this.#sender = new FrameSender(this.#kafka, {
      encoding: 'json',
      pace: 'live',
      alter: this.#breaker.alter,
      say: screen.say,
      onOutage: (outage) => screen.say(describeOutage(outage, 'frames')),
    });
  }

  get #groupId(): string {
    return `video-demo-processor-${this.#id}`;
  }

  /** Resolves when all parts are ready and the job runs. */
  async start(): Promise<void> {
    const { settings, options, openSource, screen, interrupts } = this.#context;
    await this.#admin.connect();
    this.#start = await endOf(this.#admin, [VIDEO_TOPICS.frames]);
    this.#consumer = new ResultConsumer(this.#kafka, {
      groupId: `video-results-${this.#id}`,
      from: await endOf(this.#admin, VIDEO_OUTPUT_TOPICS),
      onResult: ({ topic, text }) => this.#results.add(topic, text),
    });
    this.#processor = await videoProcessor(
      new FlinkClient(settings.flink.url),
      {
        bootstrapServers: settings.kafka.bootstrapServers.join(','),
        groupId: this.#groupId,
        startingOffsets: this.#start.toNumbers(),
        topics: [VIDEO_TOPICS.frames],
      },
      screen.say,
    );
    await this.#processor.job.start(interrupts.leave);
    // The job runs, so no other demo does: groups that look like a demo's are what a killed one left behind.
    await deleteAbandonedGroups(this.#admin, DEMO_GROUP, this.#id);
    this.#source = await openSource(AbortSignal.any([interrupts.finish, this.#watching.signal]));
    this.#display = await startDisplay({ kafka: this.#kafka });
    await Promise.all([this.#sender.connect(), this.#consumer.start()]);
    screen.say(`The job runs: ${this.#processor.job.dashboardUrl}`);
    const opened = options.opens && (await openInBrowser(this.#display.url));
    screen.say(`${opened ? 'The frames are shown in your browser' : 'To see the frames, open'}: ${this.#display.url}`);
    screen.say(`Sending ${this.#source.title}.`);
  }

  /** Sends frames until the time is up, or Ctrl-C. */
  async send(): Promise<void> {
    const { settings, options, screen, interrupts } = this.#context;
    const { signal } = this.#watching;
    this.#began = Date.now();
    this.#showing = setInterval(() => this.#show(), SHOW_EVERY_MS);
    const watchings = [this.#processor?.job.watch(signal), watchServices(settings, screen.say, signal)];
    this.#watch = Promise.all(watchings);
    // A job that failed for good ends everything; finish() throws its error.
    this.#watch.catch(() => this.#watching.abort());

    const source = this.#source as FrameSource;
    const end = AbortSignal.any([interrupts.finish, signal, abortAfter(options.seconds * 1000)]);
    end.addEventListener('abort', () => void source.close(), { once: true });
    for await (const frame of source) {
      if (end.aborted) break;
      await this.#sender.send(frame);
    }
  }

  /** Waits until everything that was sent is through the job, and stops it. */
  async finish(): Promise<void> {
    this.#phase = 'finishing';
    this.#context.screen.say('Finishing: the job works off what is left, fires its open windows and stops.');
    await this.#sender.flush();
    await this.#untilRead();
    this.#watching.abort();
    await this.#watch;
    await this.#processor?.job.drain();
    await until(() => reconciles(this.#produced(), this.#results), LAST_RESULTS_MS);
  }

  /** Prints the summary. */
  closeTheBooks(): boolean {
    const { screen } = this.#context;
    this.#show();
    clearInterval(this.#showing);
    screen.end();
    screen.say(`\n${summaryLines(this.#produced(), this.#results).join('\n')}`);
    if (this.#foreign > 0) {
      screen.say(
        `Another program sent ${this.#foreign} messages to ${VIDEO_TOPICS.frames} during this run, so its books can't close. ` +
          'Stop "npm run video:producer" in the other terminal and run the demo again.',
      );
    }
    return reconciles(this.#produced(), this.#results);
  }

  /** Leaves nothing behind, however the run ended. */
  async cleanUp(): Promise<void> {
    clearInterval(this.#showing);
    this.#watching.abort();
    this.#context.screen.end();
    await Promise.allSettled([
      this.#source?.close(),
      this.#processor?.job.cancel(),
      this.#sender.abandon(),
      this.#consumer?.stop(),
      this.#display?.stop(),
    ]);
    await Promise.allSettled([this.#processor?.service.close(), this.#admin.deleteGroups([this.#groupId])]);
    await Promise.allSettled([this.#admin.disconnect()]);
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

  #show(): void {
    const { seconds } = this.#context.options;
    const results = this.#results;
    const time =
      this.#phase === 'finishing' ? 'finishing' : `${clock(Date.now() - this.#began)} of ${clock(seconds * 1000)}`;
    const { taken, waiting, dropped } = this.#sender;
    const sent = { frames: taken, waiting, dropped };
    this.#context.screen.show({
      heading: `${time} · page ${this.#display?.url ?? ''}`,
      sent,
      results,
      rates: this.#rates.sample(totals({ sent, results })),
    });
  }

  /** The job has read a frame when it has committed an offset behind it: with the checkpoint that covers it. */
  async #untilRead(): Promise<void> {
    const { signal } = this.#watching;
    let end: Positions | undefined;
    while (!signal.aborted) {
      try {
        end ??= await endOf(this.#admin, [VIDEO_TOPICS.frames]);
        this.#foreign = end.distanceFrom(this.#start) - this.#sender.confirmed;
        if ((await lagOf(this.#admin, this.#groupId, end)) === 0n) return;
      } catch {
        // Kafka is away, which others report: ask again.
      }
      await sleep(POLL_MS, undefined, { signal }).catch(() => {});
    }
    await this.#watch;
  }

  /** @throws Error at the second Ctrl-C, whatever is still going on. */
  async left(): Promise<never> {
    const { leave } = this.#context.interrupts;
    if (!leave.aborted) await once(leave, 'abort');
    throw new Error(`Left before the end: ${this.#sender.waiting} frames were not sent, and the job was cancelled.`);
  }
}
