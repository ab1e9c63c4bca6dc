/** `npm run flink run FILE`: submits a job and shows what it does until it ends, or until Ctrl-C. */
import { ClusterUnreachableError, RestError, WaitTimeoutError } from '../client/errors.js';
import { FlinkClient, newJobId } from '../client/flink-client.js';
import type { JobHandle } from '../client/job-handle.js';
import { hasEnded, type JobState } from '../client/job-status.js';
import { sleep } from '../client/poll.js';
import { parseArguments } from './arguments.js';
import { formatConsoleLine, paint, wordFor } from './output.js';

/** How often the job's state is asked for, in ms. */
const STATUS_INTERVAL_MS = 150;

/**
 * Runs `work` with a signal that Ctrl-C aborts; a second Ctrl-C ends the process at once.
 *
 * @param leave says what is left behind then
 */
export async function interruptible(work: (signal: AbortSignal) => Promise<void>, leave = () => {}): Promise<void> {
  const controller = new AbortController();
  const interrupt = () => {
    if (controller.signal.aborted) {
      leave();
      process.exit(130);
    }
    controller.abort(new Error('interrupted'));
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  try {
    await work(controller.signal);
  } catch (error) {
    if (!controller.signal.aborted) throw error;
    process.exitCode = 130;
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}

export async function runCommand(file: string, words: readonly string[], detached: boolean): Promise<void> {
  const args = parseArguments(words);
  const id = newJobId();
  const work = async (signal: AbortSignal) => {
    const wait = () => console.error('\nThe submission is broken off (Ctrl-C again leaves at once) …');
    signal.addEventListener('abort', wait);
    const job = await new FlinkClient().submit(file, { id, args, signal });
    signal.removeEventListener('abort', wait);
    await orCancel(job, signal, () => (detached ? leaveRunning(job, signal) : follow(job, signal)));
  };
  await interruptible(work, () => console.error(`Left at once. ${whatIsLeft(id)}`));
}

function whatIsLeft(id: string): string {
  return `If Flink has started the job, it goes on; "npm run flink cancel ${id.slice(0, 8)}" ends it.`;
}

/** Cancels the job when Ctrl-C breaks the work off; names it when anything else does but its own end. */
async function orCancel(job: JobHandle, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (signal.aborted) {
      console.error(`\nCancelling job ${job.name} (Ctrl-C again leaves at once) …`);
      await job.cancel();
      console.error(`Job ${job.name} is cancelled.`);
    } else if (
      error instanceof ClusterUnreachableError ||
      error instanceof RestError ||
      error instanceof WaitTimeoutError
    ) {
      console.error(`Job ${job.name} is left as it is. ${whatIsLeft(job.id)}`);
    }
    throw error;
  }
}

/** Prints what a job's functions print, until the job ends. */
export async function printLines(job: JobHandle, signal: AbortSignal, follow = true): Promise<void> {
  for await (const line of job.logs({ signal, follow })) console.log(formatConsoleLine(line));
}

async function leaveRunning(job: JobHandle, signal: AbortSignal): Promise<void> {
  await job.waitFor('RUNNING', { signal });
  console.log(`Job ${job.name} runs (${job.id}). It goes on without this terminal:`);
  console.log(`  npm run flink logs ${job.id.slice(0, 8)}     shows what it prints`);
  console.log(`  npm run flink cancel ${job.id.slice(0, 8)}   ends it`);
}

async function follow(job: JobHandle, signal: AbortSignal): Promise<void> {
  const printing = printLines(job, signal);
  // Its failure is the watch's failure too, which says more.
  printing.catch(() => {});
  await watch(job, signal);
  await printing;
}

/** Says each change of the job's state; throws its failure. */
async function watch(job: JobHandle, signal: AbortSignal): Promise<void> {
  for (let shown: JobState | undefined; ; await sleep(STATUS_INTERVAL_MS, signal)) {
    const { state } = await job.status(signal);
    if (state !== shown) await announce(job, state, signal);
    shown = state;
    if (state === 'FAILED') await job.waitFor('FINISHED', { signal });
    if (hasEnded(state)) return;
  }
}

async function announce(job: JobHandle, state: JobState, signal: AbortSignal): Promise<void> {
  if (state === 'RUNNING') {
    console.error(paint('green', `Job ${job.name} runs: ${job.dashboardUrl}`, process.stderr));
    console.error(paint('dim', 'Ctrl-C cancels it.', process.stderr));
  } else if (state === 'RESTARTING') {
    const failure = await job.failure(signal);
    console.error(paint('yellow', `Job ${job.name} restarts. ${failure?.message ?? ''}`, process.stderr));
  } else if (state === 'FINISHED' || state === 'CANCELED') {
    console.error(`Job ${job.name} is ${wordFor(state)}.`);
  }
}
