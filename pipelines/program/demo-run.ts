/** A demo: a whole pipeline in one run, which ends by itself, does the books, and leaves nothing behind. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JobArgs } from '@workbook/flink';
import type { Admin, Kafka } from 'kafkajs';
import { BrokenOffNote } from './broken-off-note.js';
import type { DemoContext, DemoParts } from './demo-contract.js';
import { deleteAbandonedGroups } from './demo-groups.js';
import { Leaving } from './demo-leaving.js';
import { abortAfter, isInterrupted } from './interrupt.js';
import { JobGuard } from './job-guard.js';
import { JobInTheWayError } from './job-in-the-way.js';
import type { JobKeeper, OpenedJob } from './job-keeper.js';
import { kafkaClient } from './kafka.js';
import { endOf, lagOf, Positions } from './offsets.js';
import { watchServices } from './outages.js';
import { ResultConsumer } from './result-consumer.js';
import { SHOW_EVERY_MS } from './screen.js';
import { clock, counted } from './text.js';

/** After so long without a new result, in ms, no more are waited for: Flink has committed them all. */
const LAST_RESULTS_MS = 60_000;
const POLL_MS = 200;

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
    for (const stage of [run.start, run.send, run.finish]) {
      await stage.call(run);
      if (run.hasLeft) throw new Error('interrupted');
    }
    return run.closeTheBooks();
  };
  const left = run.left();
  try {
    return await Promise.race([allStages(), left]);
  } catch (error) {
    throw (await run.wasLeft(left)) ? new Error(await run.leave()) : error;
  } finally {
    await run.leave();
  }
}

/** One run. The topics may hold records of earlier runs. This one begins at their ends, so it sees only its own. */
class DemoRun<View> {
  readonly #name: string;
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
  #phase: 'starting' | 'sending' | 'finishing' = 'starting';
  /** What the end still waits for. */
  #awaited = () => '';
  /** Whether its user wanted it to end before its end. */
  hasLeft = false;
  #leaving: Promise<string> | undefined;

  constructor(name: string, context: DemoContext<View>, open: (kafka: Kafka, id: string) => DemoParts<View>) {
    this.#name = name;
    this.#context = context;
    this.#kafka = kafkaClient(context.settings.kafka.bootstrapServers, `${name}-demo-${this.#id}`);
    this.#admin = this.#kafka.admin();
    this.#parts = open(this.#kafka, this.#id);
  }

  /** Resolves when all parts are ready and the job runs. */
  async start(): Promise<void> {
    const { settings, screen, interrupts } = this.#context;
    const { command, topic, outputTopics, groups } = this.#parts;
    const prefixes = Object.values(groups);
    // From now on: a job that waits for a TaskManager says only that it waits.
    this.#outages = watchServices(settings, screen.say, this.#over.signal);
    this.#outages.catch(() => {});
    await this.#admin.connect();
    this.#start = await endOf(this.#admin, [topic]);
    const guard = new JobGuard({
      command,
      flinkUrl: settings.flink.url,
      bootstrapServers: settings.kafka.bootstrapServers,
      groups: this.#groupIds(),
      brokenOff: { home: settings.home, name: this.#name, pid: process.pid },
    });
    this.#opened = await this.#parts.openJob(
      {
        bootstrapServers: settings.kafka.bootstrapServers.join(','),
        groupId: this.#groupId,
        startingOffsets: this.#start.toNumbers(),
      },
      guard,
    );
    const { job } = this.#opened;
    await this.#submit(job);
    const brokenOff = new BrokenOffNote(settings.home, this.#name).take();
    if (brokenOff) screen.say(brokenOff);
    // The job runs, and no other demo does: groups that look like a demo's are what a killed one left behind.
    await deleteAbandonedGroups(this.#admin, new RegExp(`^(${prefixes.join('|')})-[0-9a-f]{6}$`), this.#id);
    // Only now: the job of an earlier run that was broken off can't write any more, for this job's sinks have fenced it
    // off, and this job has nothing to write yet.
    this.#consumer = new ResultConsumer(this.#kafka, {
      groupId: `${groups.results}-${this.#id}`,
      from: await endOf(this.#admin, outputTopics),
      onResult: ({ topic: output, text }) => this.#parts.addResult(output, text),
    });
    await this.#consumer.start();
    await this.#parts.ready(job.dashboardUrl, AbortSignal.any([interrupts.finish, this.#watching.signal]));
  }

  /** Sends until the time is up, or Ctrl-C. */
  async send(): Promise<void> {
    const { options, interrupts } = this.#context;
    const { signal } = this.#watching;
    this.#phase = 'sending';
    this.#began = Date.now();
    this.#showing = setInterval(() => this.#show(), SHOW_EVERY_MS);
    this.#watch = Promise.race([this.#opened?.job.watch(signal), this.#outages]);
    // A job that failed for good ends everything; finish() throws its error.
    this.#watch.catch(() => this.#watching.abort());
    await this.#parts.send(AbortSignal.any([interrupts.finish, signal, abortAfter(options.seconds * 1000)]));
  }

  /** Waits until everything that was sent is through the job, and stops it. */
  async finish(): Promise<void> {
    const { screen } = this.#context;
    this.#phase = 'finishing';
    screen.say('Finishing: the job works off what is left, fires its open windows and stops.');
    this.#awaited = () => {
      const { unsent, thing } = this.#parts;
      return unsent > 0
        ? `Kafka has yet to confirm ${counted(unsent, thing)}`
        : 'the job has yet to read the last of it';
    };
    await this.#parts.flush();
    await this.#untilRead();
    this.#watching.abort();
    await this.#watch;
    this.#awaited = () => 'the job fires its windows, commits the last results and stops';
    await this.#opened?.job.drain();
    this.#awaited = () => 'the last results are read';
    await this.#untilFound();
  }

  /** Waits for the last results as long as some still come, or its consumer has yet to come back to its group. */
  async #untilFound(): Promise<void> {
    let [found, since] = ['', Date.now()];
    while (!this.#parts.reconciles() && Date.now() - since < LAST_RESULTS_MS) {
      if (found !== this.#parts.found || !this.#consumer?.isReading) [found, since] = [this.#parts.found, Date.now()];
      await sleep(POLL_MS);
    }
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
        `Another program sent ${counted(this.#foreign, this.#parts.thing)} to ${topic} during this run, so its books can't close. ` +
          `Stop "${producerCommand}" in the other terminal and run the demo again.`,
      );
    }
    return this.#parts.reconciles();
  }

  /**
   * Leaves nothing behind, however the run ended.
   *
   * @returns what became of the run, in sentences, had it not come to its end
   */
  leave(): Promise<string> {
    this.#leaving ??= this.#leave();
    return this.#leaving;
  }

  async #leave(): Promise<string> {
    clearInterval(this.#showing);
    this.#watching.abort();
    this.#over.abort();
    this.#context.screen.end();
    const { unsent, thing } = this.#parts;
    const leaving = new Leaving();
    leaving.try('job', this.#opened?.job.cancel());
    leaving.try('parts', this.#parts.close());
    leaving.try('groups', this.#consumer?.stop());
    await leaving.done();
    leaving.try('parts', this.#opened?.close?.());
    if (this.#opened) leaving.try('groups', this.#deleteGroup());
    await leaving.done();
    leaving.try('parts', this.#admin.disconnect());
    await leaving.done();
    return leaving.describe(unsent, thing);
  }

  /** Whether what it failed from was its user's wish. */
  async wasLeft(left: Promise<never>): Promise<boolean> {
    if (this.#phase === 'starting' && (await isInterrupted(this.#context.interrupts.finish)))
      await left.catch(() => {});
    return this.hasLeft;
  }

  /** Says at once what a Ctrl-C does. @throws Error at the second one, whatever goes on, and at one before anything was sent */
  async left(): Promise<never> {
    const { finish, leave } = this.#context.interrupts;
    const { say } = this.#context.screen;
    if (!finish.aborted) await once(finish, 'abort');
    if (this.#phase === 'starting') {
      say('Ctrl-C: nothing was sent yet. Cancelling the job …');
    } else {
      const what = this.#phase === 'sending' ? 'no more is sent' : 'the run is finishing already';
      say(`Ctrl-C: ${what}. A second Ctrl-C leaves at once, without the books.`);
      if (!leave.aborted) await once(leave, 'abort');
      say('Ctrl-C: leaving. Cancelling the job …');
    }
    this.hasLeft = true;
    throw new Error('interrupted');
  }

  /** The job of a run that was broken off is being ended by its guard: waits for it. */
  async #submit(job: JobKeeper<JobArgs>): Promise<void> {
    const { finish } = this.#context.interrupts;
    this.#context.screen.say('Starting the job …');
    try {
      await job.start(finish);
    } catch (error) {
      if (!(error instanceof JobInTheWayError)) throw error;
      this.#context.screen.say(`${error.what} Waiting for its end, in case a run that was broken off has left it …`);
      if (!(await error.untilEnded(finish))) throw error;
      await job.start(finish);
    }
  }

  get #groupId(): string {
    return `${this.#parts.groups.job}-${this.#id}`;
  }

  #groupIds(): string[] {
    return Object.values(this.#parts.groups).map((prefix) => `${prefix}-${this.#id}`);
  }

  /** The job's group; there is none if the job never committed. */
  async #deleteGroup(): Promise<void> {
    const { groups } = await this.#admin.listGroups();
    if (groups.some(({ groupId }) => groupId === this.#groupId)) await this.#admin.deleteGroups([this.#groupId]);
  }

  #show(): void {
    const { options, screen } = this.#context;
    const sending = `${clock(Date.now() - this.#began)} of ${clock(options.seconds * 1000)}`;
    const awaited = this.#awaited();
    const finishing = awaited ? `finishing: ${awaited} (${this.#parts.found} found)` : 'finishing';
    screen.show(this.#parts.view(this.#phase === 'finishing' ? finishing : sending));
  }

  /** The job has read a message when it has committed an offset behind it: with the checkpoint that covers it. */
  async #untilRead(): Promise<void> {
    const { signal } = this.#watching;
    let end: Positions | undefined;
    while (!signal.aborted) {
      try {
        end ??= await endOf(this.#admin, [this.#parts.topic]);
        this.#foreign = end.distanceFrom(this.#start) - this.#parts.sent;
        const lag = await lagOf(this.#admin, this.#groupId, end);
        if (lag === 0n) return;
        this.#awaited = () => `a checkpoint has yet to cover ${counted(Number(lag), this.#parts.thing)}`;
      } catch {
        // Kafka is away, which others report: ask again.
      }
      await sleep(POLL_MS, undefined, { signal }).catch(() => {});
    }
    await this.#watch;
  }
}
