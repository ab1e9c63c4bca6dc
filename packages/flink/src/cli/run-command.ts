/** `npm run flink run FILE`: submits a job and shows what it does until it ends, or until Ctrl-C, or nobody reads it. */
import { onClosedOutput } from '@workbook/terminal';
import { DeploymentReport } from '../cluster/deployment.js';
import { FlinkClient, newJobId, type SubmitOptions } from '../cluster/flink-client.js';
import type { JobHandle } from '../cluster/job-handle.js';
import {
  ClusterUnreachableError,
  FlinkError,
  RestError,
  SubmissionLostError,
  WaitTimeoutError,
} from '../failures/errors.js';
import { JobWatch, say } from './job-watch.js';
import { formatConsoleLine, wordFor } from './output.js';
import type { RunWords } from './run-options.js';

/** How long all tasks of a job may take to run, in ms, before `detached` gives up. */
const DEPLOYMENT_MS = 300_000;
/** Ctrl-C, `kill`, and a terminal that is closed. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Why a command was broken off, and its exit code then. */
class BrokenOff extends Error {
  constructor(readonly exitCode: number) {
    super('broken off');
  }
}

/**
 * Runs `work` with a signal that Ctrl-C aborts, and so does the end of the terminal; a second Ctrl-C ends the process at once.
 *
 * @param leave says what is left behind then
 */
export async function interruptible(
  work: (signal: AbortSignal, breakOff: (exitCode: number) => void) => Promise<void>,
  leave = () => {},
): Promise<void> {
  const controller = new AbortController();
  const breakOff = (exitCode: number) => controller.abort(new BrokenOff(exitCode));
  const interrupt = () => {
    if (controller.signal.aborted) {
      leave();
      process.exit(130);
    }
    breakOff(130);
  };
  for (const name of SIGNALS) process.on(name, interrupt);
  try {
    await work(controller.signal, breakOff);
  } catch (error) {
    if (!controller.signal.aborted) throw error;
    process.exitCode = (controller.signal.reason as BrokenOff).exitCode;
  } finally {
    for (const name of SIGNALS) process.off(name, interrupt);
  }
}

export async function runCommand(file: string, { detached, ...options }: RunWords): Promise<void> {
  const id = newJobId();
  const work = async (signal: AbortSignal, breakOff: (exitCode: number) => void) => {
    onClosedOutput(() => {
      console.error('Nobody reads the output any more: it was closed.');
      process.exitCode = 1;
      if (detached) console.error(`Job ${id.slice(0, 8)} goes on; "npm run flink cancel ${id.slice(0, 8)}" ends it.`);
      else breakOff(1);
    });
    const job = await submitOrTell(file, { id, ...options, signal });
    await orCancel(job, signal, () => (detached ? leaveRunning(job, signal) : follow(job, signal)));
  };
  await interruptible(work, () => console.error(`Left at once. ${whatIsLeft(id)}`));
}

function whatIsLeft(id: string): string {
  return `If Flink has started the job, it goes on; "npm run flink cancel ${id.slice(0, 8)}" ends it.`;
}

/** Says what is left where Ctrl-C breaks the submission off. */
async function submitOrTell(
  file: string,
  options: SubmitOptions & { id: string; signal: AbortSignal },
): Promise<JobHandle> {
  const { id, signal } = options;
  const wait = () => console.error('\nThe submission is broken off (Ctrl-C again leaves at once) …');
  signal.addEventListener('abort', wait);
  try {
    return await new FlinkClient().submit(file, options);
  } catch (error) {
    if (signal.aborted) {
      if (error instanceof FlinkError) console.error(error.message);
      console.error(isOfTheCluster(error) ? whatIsLeft(id) : 'No job is left of it.');
    }
    throw error;
  } finally {
    signal.removeEventListener('abort', wait);
  }
}

function isOfTheCluster(error: unknown): boolean {
  return (
    error instanceof ClusterUnreachableError ||
    error instanceof RestError ||
    error instanceof SubmissionLostError ||
    error instanceof WaitTimeoutError
  );
}

/** Cancels the job when the work is broken off; names it when it can't, and when anything else but its own end ends the work. */
async function orCancel(job: JobHandle, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (signal.aborted) await cancelOrTell(job);
    else if (isOfTheCluster(error)) console.error(`Job ${job.name} is left as it is. ${whatIsLeft(job.id)}`);
    throw error;
  }
}

async function cancelOrTell(job: JobHandle): Promise<void> {
  console.error(`\nCancelling job ${job.name} (Ctrl-C again leaves at once) …`);
  try {
    const state = await job.cancel();
    console.error(
      state === 'CANCELED' ? `Job ${job.name} is cancelled.` : `Job ${job.name} has ended: it is ${wordFor(state)}.`,
    );
  } catch (error) {
    if (!(error instanceof FlinkError)) throw error;
    console.error(`${error.message}\nJob ${job.name} could not be cancelled. ${whatIsLeft(job.id)}`);
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
