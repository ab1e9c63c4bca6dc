import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { FlinkClient } from '@workbook/flink';
import type { Settings } from '@workbook/services';
import type { Admin, Kafka } from 'kafkajs';
import { deleteAbandonedGroups } from '../program/demo-groups.js';
import { abortAfter, type Interrupts } from '../program/interrupt.js';
import { kafkaClient } from '../program/kafka.js';
import { endOf, lagOf, Positions } from '../program/offsets.js';
import { describeOutage, watchServices } from '../program/outages.js';
import { CarefulProducer } from '../program/producer.js';
import { Rates } from '../program/rate.js';
import { ResultConsumer } from '../program/result-consumer.js';
import { type Screen, SHOW_EVERY_MS } from '../program/screen.js';
import { clock } from '../program/text.js';
import { until } from '../program/until.js';
import { type GeneratorOptions, generateMessages } from './generator.js';
import { transactionProcessor } from './processor.js';
import { reconciles, summaryLines } from './summary.js';
import { totals, type View } from './table.js';
import { ProducedTally, ResultTally } from './tally.js';
import { OUTPUT_TOPICS, TOPICS } from './topics.js';
import { sendTraffic } from './traffic.js';

export interface DemoOptions extends Pick<GeneratorOptions, 'seed' | 'users' | 'late' | 'malformed'> {
  /** How long messages are sent. */
  seconds: number;
  /** Messages per second. */
  rate: number;
  /** How much faster than the clock event time runs. */
  speed: number;
}

export interface DemoContext {
  settings: Settings;
  options: DemoOptions;
  screen: Screen<View>;
  interrupts: Interrupts;
}

const DEMO_GROUP = /^transactions-(consumer|processor)-[0-9a-f]{6}$/;
/** How long the last results may take after Flink has committed them, in ms. */
const LAST_RESULTS_MS = 15_000;
const POLL_MS = 200;
/** How long tidying up may take when a service is away, in ms. */
const CLEAN_UP_MS = 10_000;

/**
 * Runs the pipeline from end to end and prints the summary.
 *
 * @returns whether every message that went in was found again
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
 * One run: generator → producer → `transactions` → Flink job → result topics → consumer → table.
 *
 * The topics may hold records of earlier runs. This one begins at their ends, so it sees only its own.
 */
class DemoRun {
  readonly #context: DemoContext;
  readonly #id = randomBytes(3).toString('hex');
  readonly #kafka: Kafka;
  readonly #admin: Admin;
  readonly #produced = new ProducedTally();
  readonly #results = new ResultTally();
  readonly #producer: CarefulProducer;
  readonly #rates = new Rates();
  readonly #watching = new AbortController();
  #processor: ReturnType<typeof transactionProcessor> | undefined;
  #consumer: ResultConsumer | undefined;
  #watch: Promise<unknown> = Promise.resolve();
  #showing: NodeJS.Timeout | undefined;
  #began = 0;
  /** Where the topic `transactions` ended when the run began. */
  #start = new Positions();
  /** Messages in the topic that this run did not send. */
  #foreign = 0;
  #phase: 'sending' | 'finishing' = 'sending';

  constructor(context: DemoContext) {
    this.#context = context;
    this.#kafka = kafkaClient(context.settings.kafka.bootstrapServers, `transactions-demo-${this.#id}`);
    this.#admin = this.#kafka.admin();
    this.#producer = new CarefulProducer(this.#kafka, {
      topic: TOPICS.transactions,
      onOutage: (outage) => context.screen.say(describeOutage(outage)),
    });
  }

  get #groupId(): string {
    return `transactions-processor-${this.#id}`;
  }

  /** Resolves when all parts are ready and the job runs. */
  async start(): Promise<void> {
    const { settings, options, screen, interrupts } = this.#context;
    await this.#admin.connect();
    this.#start = await endOf(this.#admin, [TOPICS.transactions]);
    this.#consumer = new ResultConsumer(this.#kafka, {
      groupId: `transactions-consumer-${this.#id}`,
      from: await endOf(this.#admin, OUTPUT_TOPICS),
      onResult: ({ topic, text }) => this.#results.add(topic, text),
    });
    this.#processor = transactionProcessor(
      new FlinkClient(settings.flink.url),
      {
        bootstrapServers: settings.kafka.bootstrapServers.join(','),
        groupId: this.#groupId,
        startingOffsets: this.#start.toNumbers(),
      },
      screen.say,
    );
    await this.#processor.start(interrupts.leave);
    // The job runs, so no other demo does: groups that look like a demo's are what a killed one left behind.
    await deleteAbandonedGroups(this.#admin, DEMO_GROUP, this.#id);
    await Promise.all([this.#producer.connect(), this.#consumer.start()]);
    screen.say(`The job runs: ${this.#processor.dashboardUrl}`);
    screen.say(`The purchases have the seed ${options.seed}: "npm run demo seed=${options.seed}" makes them again.`);
  }

  /** Sends purchases until the time is up, or Ctrl-C. */
  async send(): Promise<void> {
    const { settings, options, screen, interrupts } = this.#context;
    const { signal } = this.#watching;
    this.#began = Date.now();
    this.#showing = setInterval(() => this.#show(), SHOW_EVERY_MS);
    this.#watch = Promise.all([this.#processor?.watch(signal), watchServices(settings, screen.say, signal)]);
    // A job that failed for good ends everything; finish() throws its error.
    this.#watch.catch(() => this.#watching.abort());

    const { seconds, rate, speed } = options;
    await sendTraffic({
      producer: this.#producer,
      messages: generateMessages({
        ...options,
        // The run's events lie in the past and reach the present when it ends.
        start: this.#began - seconds * speed * 1000,
        step: (speed * 1000) / rate,
      }),
      rate,
      tally: this.#produced,
      signal: AbortSignal.any([interrupts.finish, signal, abortAfter(seconds * 1000)]),
    });
  }

  /** Waits until everything that was sent is through the job, and stops it. */
  async finish(): Promise<void> {
    this.#phase = 'finishing';
    this.#context.screen.say('Finishing: the job works off what is left, fires its open windows and stops.');
    await this.#producer.flush();
    await this.#untilRead();
    this.#watching.abort();
    await this.#watch;
    await this.#processor?.drain();
    await until(() => reconciles(this.#produced, this.#results), LAST_RESULTS_MS);
  }

  /** Prints the summary. */
  closeTheBooks(): boolean {
    const { screen } = this.#context;
    this.#show();
    clearInterval(this.#showing);
    screen.end();
    screen.say(`\n${summaryLines(this.#produced, this.#results).join('\n')}`);
    if (this.#foreign > 0) {
      screen.say(
        `Another program sent ${this.#foreign} messages to ${TOPICS.transactions} during this run, so its books can't close. ` +
          'Stop "npm run transactions:producer" in the other terminal and run the demo again.',
      );
    }
    return reconciles(this.#produced, this.#results);
  }

  /** Leaves nothing behind, however the run ended. */
  async cleanUp(): Promise<void> {
    clearInterval(this.#showing);
    this.#watching.abort();
    this.#context.screen.end();
    await Promise.allSettled([this.#processor?.cancel(), this.#producer.abandon(), this.#consumer?.stop()]);
    await Promise.allSettled([this.#admin.deleteGroups([this.#groupId])]);
    await Promise.allSettled([this.#admin.disconnect()]);
  }

  #show(): void {
    const { seconds, speed } = this.#context.options;
    const produced = this.#produced;
    const results = this.#results;
    const time =
      this.#phase === 'finishing' ? 'finishing' : `${clock(Date.now() - this.#began)} of ${clock(seconds * 1000)}`;
    this.#context.screen.show({
      heading: `${time} · event time ${produced.newestEvent.slice(0, 19)}Z, ${speed} × the clock`,
      produced,
      waiting: this.#producer.unconfirmed,
      results,
      rates: this.#rates.sample(totals({ produced, results })),
    });
  }

  /** The job has read a record when it has committed an offset behind it: with the checkpoint that covers it. */
  async #untilRead(): Promise<void> {
    const { signal } = this.#watching;
    let end: Positions | undefined;
    while (!signal.aborted) {
      try {
        end ??= await endOf(this.#admin, [TOPICS.transactions]);
        this.#foreign = end.distanceFrom(this.#start) - this.#produced.total;
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
    throw new Error(
      `Left before the end: ${this.#producer.unconfirmed} messages were not sent, and the job was cancelled.`,
    );
  }
}
