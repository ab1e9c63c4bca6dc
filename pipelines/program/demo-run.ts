/** A demo: a whole pipeline in one run, which ends by itself, does the books, and leaves nothing behind. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JobArgs } from '@workbook/flink';
import type { Settings } from '@workbook/services';
import type { Admin, Kafka } from 'kafkajs';
import { deleteAbandonedGroups } from './demo-groups.js';
import { abortAfter, type Interrupts } from './interrupt.js';
import { JobGuard } from './job-guard.js';
import type { OpenedJob } from './job-keeper.js';
import { kafkaClient } from './kafka.js';
import { endOf, lagOf, Positions } from './offsets.js';
import { watchServices } from './outages.js';
import { ResultConsumer } from './result-consumer.js';
import { type Screen, SHOW_EVERY_MS } from './screen.js';
import { clock } from './text.js';
import { until } from './until.js';

export interface DemoContext<View> {
  settings: Settings;
  options: {
    /** How long messages are sent. */
    seconds: number;
  };
  screen: Screen<View>;
  interrupts: Interrupts;
}

/** Where a demo's job begins, and as whom. */
export interface JobStart {
  bootstrapServers: string;
  groupId: string;
  startingOffsets: { topic: string; partition: number; offset: number }[];
}

/** What one pipeline brings to its demo. */
export interface DemoParts<View> {
  /** Where it sends to. */
  topic: string;
  outputTopics: readonly string[];
  /** What the names of its groups begin with; they end with the id of the run. */
  groups: { results: string; job: string; display?: string };
  /** Another command that sends to the same topic, and so spoils the books. */
  producerCommand: string;
  /** @param guard ends the job should the demo be killed */
  openJob(start: JobStart, guard: JobGuard): OpenedJob<JobArgs> | Promise<OpenedJob<JobArgs>>;
  /** Readies what sends, and says what there is to see. The job runs by then; the signal ends what is opened. */
  ready(dashboardUrl: string | undefined, signal: AbortSignal): Promise<void>;
  /** Sends until the signal. */
  send(signal: AbortSignal): Promise<void>;
  /** Resolves when Kafka has everything that was sent. */
  flush(): Promise<void>;
  /** How many messages of its own are in the topic. */
  readonly sent: number;
  /** What Kafka has not confirmed, as in `12 messages`. */
  readonly unsent: string;
  addResult(topic: string, text: string): void;
  /** @param time where the run stands, in words */
  view(time: string): View;
  /** Whether every message that went in was found again. */
  reconciles(): boolean;
  summaryLines(): string[];
  /** Ends what sends and shows, at once. */
  close(): Promise<unknown>;
}

/** How long the last results may take after Flink has committed them, in ms. */
const LAST_RESULTS_MS = 60_000;
const POLL_MS = 200;
/** How long tidying up may take when a service is away, in ms. */
const CLEAN_UP_MS = 10_000;

/**
 * Runs a pipeline from end to end and prints the summary.
 *
 * @param open makes the pipeline's parts, for a run with this id
 * @returns whether every message that went in was found again
 * @throws Error when the run could not come to its end
 */
export async function runDemo<View>(
  name: string,
  context: DemoContext<View>,
  open: (kafka: Kafka, id: string) => DemoParts<View>,
): Promise<boolean> {
  const run = new DemoRun(name, context, open);
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

/** One run. The topics may hold records of earlier runs. This one begins at their ends, so it sees only its own. */
class DemoRun<View> {
  readonly #context: DemoContext<View>;
  readonly #parts: DemoParts<View>;
  readonly #id = randomBytes(3).toString('hex');
  readonly #kafka: Kafka;
  readonly #admin: Admin;
  readonly #watching = new AbortController();
  #opened: OpenedJob<JobArgs> | undefined;
  #consumer: ResultConsumer | undefined;
  #watch: Promise<unknown> = Promise.resolve();
  readonly #over = new AbortController();
  #outages: Promise<void> = Promise.resolve();
  #showing: NodeJS.Timeout | undefined;
  #began = 0;
  /** Where the topic ended when the run began. */
  #start = new Positions();
  /** Messages in the topic that this run did not send. */
  #foreign = 0;
  #phase: 'sending' | 'finishing' = 'sending';

  constructor(name: string, context: DemoContext<View>, open: (kafka: Kafka, id: string) => DemoParts<View>) {
    this.#context = context;
    this.#kafka = kafkaClient(context.settings.kafka.bootstrapServers, `${name}-demo-${this.#id}`);
    this.#admin = this.#kafka.admin();
    this.#parts = open(this.#kafka, this.#id);
  }

  get #groupId(): string {
    return `${this.#parts.groups.job}-${this.#id}`;
  }

  /** Resolves when all parts are ready and the job runs. */
  async start(): Promise<void> {
    const { settings, screen, interrupts } = this.#context;
    const { topic, outputTopics, groups } = this.#parts;
    const prefixes = Object.values(groups);
    // From now on: a job that waits for a TaskManager says only that it waits.
    this.#outages = watchServices(settings, screen.say, this.#over.signal);
    this.#outages.catch(() => {});
    await this.#admin.connect();
    this.#start = await endOf(this.#admin, [topic]);
    const guard = new JobGuard({
      flinkUrl: settings.flink.url,
      bootstrapServers: settings.kafka.bootstrapServers,
      groups: prefixes.map((prefix) => `${prefix}-${this.#id}`),
    });
    this.#consumer = new ResultConsumer(this.#kafka, {
      groupId: `${groups.results}-${this.#id}`,
      from: await endOf(this.#admin, outputTopics),
      onResult: ({ topic: output, text }) => this.#parts.addResult(output, text),
    });
    const start = {
      bootstrapServers: settings.kafka.bootstrapServers.join(','),
      groupId: this.#groupId,
      startingOffsets: this.#start.toNumbers(),
    };
    this.#opened = await this.#parts.openJob(start, guard);
    const { job } = this.#opened;
    await job.start(interrupts.leave);
    // The job runs, so no other demo does: groups that look like a demo's are what a killed one left behind.
    await deleteAbandonedGroups(this.#admin, new RegExp(`^(${prefixes.join('|')})-[0-9a-f]{6}$`), this.#id);
    await this.#consumer.start();
    await this.#parts.ready(job.dashboardUrl, AbortSignal.any([interrupts.finish, this.#watching.signal]));
  }

  /** Sends until the time is up, or Ctrl-C. */
  async send(): Promise<void> {
    const { options, interrupts } = this.#context;
    const { signal } = this.#watching;
    this.#began = Date.now();
    this.#showing = setInterval(() => this.#show(), SHOW_EVERY_MS);
    this.#watch = Promise.race([this.#opened?.job.watch(signal), this.#outages]);
    // A job that failed for good ends everything; finish() throws its error.
    this.#watch.catch(() => this.#watching.abort());
    await this.#parts.send(AbortSignal.any([interrupts.finish, signal, abortAfter(options.seconds * 1000)]));
  }

  /** Waits until everything that was sent is through the job, and stops it. */
  async finish(): Promise<void> {
    this.#phase = 'finishing';
    this.#context.screen.say('Finishing: the job works off what is left, fires its open windows and stops.');
    await this.#parts.flush();
    await this.#untilRead();
    this.#watching.abort();
    await this.#watch;
    await this.#opened?.job.drain();
    await until(() => this.#parts.reconciles(), LAST_RESULTS_MS);
  }

  /** Prints the summary. */
  closeTheBooks(): boolean {
    const { screen } = this.#context;
    const { topic, producerCommand } = this.#parts;
    this.#show();
    clearInterval(this.#showing);
    screen.end();
    screen.say(`\n${this.#parts.summaryLines().join('\n')}`);
    if (this.#foreign > 0) {
      screen.say(
        `Another program sent ${this.#foreign} messages to ${topic} during this run, so its books can't close. ` +
          `Stop "${producerCommand}" in the other terminal and run the demo again.`,
      );
    }
    return this.#parts.reconciles();
  }

  /** Leaves nothing behind, however the run ended. */
  async cleanUp(): Promise<void> {
    clearInterval(this.#showing);
    this.#watching.abort();
    this.#over.abort();
    this.#context.screen.end();
    await Promise.allSettled([this.#opened?.job.cancel(), this.#parts.close(), this.#consumer?.stop()]);
    await Promise.allSettled([this.#opened?.close?.(), this.#admin.deleteGroups([this.#groupId])]);
    await Promise.allSettled([this.#admin.disconnect()]);
  }

  /** @throws Error at the second Ctrl-C, whatever is still going on. */
  async left(): Promise<never> {
    const { leave } = this.#context.interrupts;
    if (!leave.aborted) await once(leave, 'abort');
    throw new Error(`Left before the end: ${this.#parts.unsent} were not sent, and the job was cancelled.`);
  }

  #show(): void {
    const { options, screen } = this.#context;
    const sending = `${clock(Date.now() - this.#began)} of ${clock(options.seconds * 1000)}`;
    screen.show(this.#parts.view(this.#phase === 'finishing' ? 'finishing' : sending));
  }

  /** The job has read a message when it has committed an offset behind it: with the checkpoint that covers it. */
  async #untilRead(): Promise<void> {
    const { signal } = this.#watching;
    let end: Positions | undefined;
    while (!signal.aborted) {
      try {
        end ??= await endOf(this.#admin, [this.#parts.topic]);
        this.#foreign = end.distanceFrom(this.#start) - this.#parts.sent;
        if ((await lagOf(this.#admin, this.#groupId, end)) === 0n) return;
      } catch {
        // Kafka is away, which others report: ask again.
      }
      await sleep(POLL_MS, undefined, { signal }).catch(() => {});
    }
    await this.#watch;
  }
}
