/** A processor: runs one job until Ctrl-C, and goes on the next time where it was stopped. */
import { performance } from 'node:perf_hooks';
import type { JobArgs } from '@workbook/flink';
import { announceProgram, claimOf, createTopics, type Settings } from '@workbook/services';
import { type Interrupts, isInterrupted, listenToInterrupts } from './interrupt.js';
import { JobGuard } from './job-guard.js';
import type { JobKeeper, OpenedJob } from './job-keeper.js';
import { kafkaClient } from './kafka.js';
import { watchServices } from './outages.js';
import { type From, type ProcessorStart, whereToBegin } from './processor-start.js';
import { deleteSavepoint, SavepointNote } from './savepoint.js';

export interface ProcessorRun<Args extends JobArgs> {
  settings: Settings;
  /** What its user typed. */
  command: string;
  /** Where its user wants the job to begin. */
  from: From;
  /** The name under which Flink lists the job. */
  jobName: string;
  /** What the job reads. */
  topics: readonly string[];
  /** The group under which Flink commits the job's offsets. */
  groupId: string;
  /** Prepares the job, and what it asks. */
  open(
    startingOffsets: ProcessorStart['startingOffsets'],
    guard: JobGuard,
    say: (sentence: string) => void,
  ): OpenedJob<Args> | Promise<OpenedJob<Args>>;
  /** Said when the job runs. */
  running: string;
}

/** Ctrl-C stops the job with a savepoint, and so does the guard when this program is killed. */
export async function runProcessor<Args extends JobArgs>(run: ProcessorRun<Args>): Promise<void> {
  const { settings, command, jobName } = run;
  const interrupts = listenToInterrupts();
  await announceProgram(settings.home, command, claimOf(jobName));
  const say = (sentence: string) => console.log(sentence);
  const note = new SavepointNote(settings.home, jobName);
  const previous = note.read();
  await createTopics(settings);
  const kafka = kafkaClient(settings.kafka.bootstrapServers, jobName);
  // A producer that is started together with this one sends before the job runs.
  const start = await whereToBegin(kafka, { ...run, savepoint: previous, calledAt: performance.timeOrigin });
  say(start.sentence);
  const guard = new JobGuard({
    command,
    flinkUrl: settings.flink.url,
    bootstrapServers: settings.kafka.bootstrapServers,
    savepoint: { home: settings.home, job: jobName, previous },
  });
  const { job, close } = await run.open(start.startingOffsets, guard, say);
  interrupts.leave.addEventListener('abort', () => void job.cancel().catch(() => {}));
  const over = new AbortController();
  // From now on: a job that waits for a TaskManager says only that it waits.
  const outages = watchServices(settings, say, over.signal);
  outages.catch(() => {});
  try {
    await startUnlessInterrupted(job, start.savepoint, interrupts, say);
    // From here on the job is ahead of it. Flink itself may still need it, until the job's first checkpoint.
    note.forget();
    say(`The job runs: ${job.dashboardUrl}`);
    say(run.running);
    await Promise.race([job.watch(interrupts.finish), outages]);

    say('Stopping: what open windows hold goes into a savepoint …');
    note.write(await job.stop());
    if (previous) await deleteSavepoint(previous);
    say('The job has stopped. The next one goes on where it ended.');
  } finally {
    over.abort();
    await close?.();
  }
}

/**
 * A job that does not run yet has read nothing: it is cancelled, and the next one begins where this one would have begun.
 *
 * @throws Error when Ctrl-C interrupts it
 */
async function startUnlessInterrupted<Args extends JobArgs>(
  job: JobKeeper<Args>,
  savepoint: string | undefined,
  { finish }: Interrupts,
  say: (sentence: string) => void,
): Promise<void> {
  try {
    await job.start(finish, savepoint);
  } catch (error) {
    if (!(await isInterrupted(finish))) throw error;
    say('Ctrl-C: the job does not run yet. Cancelling it …');
    await job.cancel();
    throw new Error('Left before the job ran: it was cancelled.');
  }
}
