/** What the demo of this pipeline is made of: generator → producer → `transactions` → Flink job → result topics → table. */
import { FlinkClient } from '@workbook/flink';
import type { Kafka } from 'kafkajs';
import type { DemoContext, DemoParts, JobStart } from '../program/demo-contract.js';
import type { JobGuard } from '../program/job-guard.js';
import type { OpenedJob } from '../program/job-keeper.js';
import { describeOutage } from '../program/outages.js';
import { CarefulProducer } from '../program/producer.js';
import { Rates } from '../program/rate.js';
import { count } from '../program/text.js';
import { type GeneratorOptions, generateMessages } from './generator.js';
import type { TransactionJobArgs } from './job.js';
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

export class TransactionDemo implements DemoParts<View> {
  readonly topic = TOPICS.transactions;
  readonly outputTopics = OUTPUT_TOPICS;
  readonly groups = { results: 'transactions-consumer', job: 'transactions-processor' };
  readonly thing = 'message';
  readonly command = 'npm run demo';
  readonly producerCommand = 'npm run transactions:producer';
  readonly #context: DemoContext<View> & { options: DemoOptions };
  readonly #produced = new ProducedTally();
  readonly #results = new ResultTally();
  readonly #rates = new Rates();
  readonly #producer: CarefulProducer;

  constructor(context: DemoContext<View> & { options: DemoOptions }, kafka: Kafka) {
    this.#context = context;
    this.#producer = new CarefulProducer(kafka, {
      topic: TOPICS.transactions,
      onOutage: (outage) => context.screen.say(describeOutage(outage)),
    });
  }

  openJob(start: JobStart, guard: JobGuard): OpenedJob<TransactionJobArgs> {
    const { settings, screen } = this.#context;
    return { job: transactionProcessor(new FlinkClient(settings.flink.url), { ...start }, screen.say, guard) };
  }

  async ready(dashboardUrl: string | undefined): Promise<void> {
    const { options, screen } = this.#context;
    await this.#producer.connect();
    screen.say(`The job runs: ${dashboardUrl}`);
    screen.say(`The purchases have the seed ${options.seed}: "npm run demo seed=${options.seed}" makes them again.`);
  }

  send(signal: AbortSignal): Promise<void> {
    const { options } = this.#context;
    const { seconds, rate, speed } = options;
    return sendTraffic({
      producer: this.#producer,
      messages: generateMessages({
        ...options,
        // The run's events lie in the past and reach the present when it ends.
        start: Date.now() - seconds * speed * 1000,
        step: (speed * 1000) / rate,
      }),
      rate,
      tally: this.#produced,
      signal,
    });
  }

  flush(): Promise<void> {
    return this.#producer.flush();
  }

  get sent(): number {
    return this.#produced.total;
  }

  get unsent(): number {
    return this.#producer.unconfirmed;
  }

  addResult(topic: string, text: string): void {
    this.#results.add(topic, text);
  }

  view(time: string): View {
    const results = this.#results;
    const acknowledged = this.#producer.acknowledged;
    return {
      heading: `${time} · event time ${this.#produced.newestEvent.slice(0, 19)}Z, ${this.#context.options.speed} × the clock`,
      acknowledged,
      waiting: this.#producer.unconfirmed,
      results,
      rates: this.#rates.sample(totals({ acknowledged, results })),
    };
  }

  get found(): string {
    const { kept } = this.#produced;
    return `${count(this.#results.processed)} of ${count(kept)} to process`;
  }

  reconciles(): boolean {
    return reconciles(this.#produced, this.#results);
  }

  summaryLines(): string[] {
    return summaryLines(this.#produced, this.#results);
  }

  close(): Promise<unknown> {
    return this.#producer.abandon();
  }
}
