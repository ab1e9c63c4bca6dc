/** `npm run flink run FILE`: submits a job and shows what it does until it ends, or until Ctrl-C. */
import { DeploymentReport } from '../client/deployment.js';
import { ClusterUnreachableError, RestError, WaitTimeoutError } from '../client/errors.js';
import { FlinkClient, newJobId } from '../client/flink-client.js';
import type { JobHandle } from '../client/job-handle.js';
import { JobWatch, say } from './job-watch.js';
import { formatConsoleLine } from './output.js';
import type { RunWords } from './run-options.js';

/** How long all tasks of a job may take to run, in ms, before `detached` gives up. */
const DEPLOYMENT_MS = 300_000;

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

export async function runCommand(file: string, { detached, ...options }: RunWords): Promise<void> {
  const id = newJobId();
  const work = async (signal: AbortSignal) => {
    const wait = () => console.error('\nThe submission is broken off (Ctrl-C again leaves at once) …');
    signal.addEventListener('abort', wait);
    const job = await new FlinkClient().submit(file, { id, ...options, signal });
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
  await job.waitFor('RUNNING', { signal, timeoutMs: DEPLOYMENT_MS, onStatus: new DeploymentReport(say).hear });
  console.log(`Job ${job.name} runs (${job.id}). It goes on without this terminal:`);
  console.log(`  npm run flink logs ${job.id.slice(0, 8)}     shows what it prints`);
  console.log(`  npm run flink cancel ${job.id.slice(0, 8)}   ends it`);
}

async function follow(job: JobHandle, signal: AbortSignal): Promise<void> {
  const printing = printLines(job, signal);
  // Its failure is the watch's failure too, which says more.
  printing.catch(() => {});
  await new JobWatch(job, signal).untilItEnds();
  await printing;
}
