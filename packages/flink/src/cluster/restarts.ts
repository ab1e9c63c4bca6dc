/** How often a job was restarted, why, and whether that is over: https://nightlies.apache.org/flink/flink-docs-stable/docs/ops/state/task_failure_recovery/ */

import type { JobFailedError } from '../failures/errors.js';
import { explainFailure, type FlinkFailure } from '../failures/failure.js';
import { withNotes } from '../failures/failure-notes.js';
import { type ClusterNow, isForLackOfSlots } from '../failures/infrastructure.js';
import { clusterNow } from './cluster-now.js';
import type { JobRecord } from './job-records.js';
import { hasEnded, type JobStatus } from './job-status.js';
import type { FlinkRest } from './rest.js';

/** A job's failures, and what came of them. */
export interface RestartHistory {
  /**
   * How often Flink restarted the job, or the part of it that failed most often. That it tried again while there were no task
   * slots does not count.
   */
  restarts: number;
  /** Newest first; Flink keeps the last 16. */
  failures: JobFailedError[];
  /** Why the job failed the last time. What followed from that, such as no slots because a TaskManager is lost, comes after it. */
  cause: JobFailedError | undefined;
  /** Whether the job got over it: it runs for longer than it did before, or ended otherwise. */
  recovered: boolean;
}

/** One entry of a job's exception history; other tasks that failed at the same time are in it. */
interface HistoryEntry extends FlinkFailure {
  concurrentExceptions?: FlinkFailure[];
}

/** For so long after a failure a job is not trusted, in ms. */
const LOOP_MS = 5000;

export async function restartHistory(
  rest: FlinkRest,
  job: { id: string; name: string },
  status: Pick<JobStatus, 'state' | 'now'>,
  submitted: JobRecord | undefined,
  signal?: AbortSignal,
): Promise<RestartHistory> {
  const { exceptionHistory } = await rest.get<{ exceptionHistory?: { entries?: HistoryEntry[] } }>(
    `/jobs/${job.id}/exceptions`,
    signal,
  );
  const entries = await withNotes(rest, job.id, exceptionHistory?.entries ?? [], signal);
  const cluster = await clusterNow(rest, entries, signal);
  const failures = entries.map((entry) => explainEntry(job, entry, submitted, cluster));
  return {
    restarts: restartsAfter(entries, status.state === 'FAILED'),
    failures,
    cause: firstOfChain(failures),
    recovered: hasRecovered(status, failures),
  };
}

/** A function's own error says more than the connection that broke with its task. */
function explainEntry(
  { id, name }: { id: string; name: string },
  entry: HistoryEntry,
  submitted: JobRecord | undefined,
  cluster: ClusterNow,
): JobFailedError {
  const [first, ...others] = [entry, ...(entry.concurrentExceptions ?? [])].map((failure) =>
    explainFailure(id, name, failure, submitted, cluster),
  );
  const failure = first as JobFailedError;
  return failure.inFunction ? failure : (others.find(({ inFunction }) => inFunction) ?? failure);
}

/**
 * Flink forgets old failures, but numbers a task's executions from 0 on. It counts as one, too, that a task waited for a slot
 * in vain.
 */
function restartsAfter(newestFirst: readonly FlinkFailure[], isFinal: boolean): number {
  const waited = newestFirst.map(({ stacktrace }) => isForLackOfSlots(stacktrace));
  const waits = waited.filter(Boolean).length;
  const executions = newestFirst.map(
    ({ taskName }) => Number(/ - execution #(\d+)$/.exec(taskName ?? '')?.[1] ?? 0) + 1,
  );
  const failed = Math.max(newestFirst.length, ...executions) - waits;
  return isFinal && waited[0] === false ? failed - 1 : failed;
}

/** The failure that the newest one goes back to: a task that found no slot had not run since the failure before. */
export function firstOfChain(newestFirst: readonly JobFailedError[]): JobFailedError | undefined {
  return newestFirst.find(({ stackTrace }) => !isForLackOfSlots(stackTrace)) ?? newestFirst.at(-1);
}

/**
 * A job that fails again and again runs in between, too: it is over the last failure when twice the time between the last
 * two has passed, and a few seconds at least.
 */
export function hasRecovered(
  { state, now }: Pick<JobStatus, 'state' | 'now'>,
  newestFirst: readonly { time: number }[],
): boolean {
  const [newest, previous] = newestFirst;
  if (state === 'FAILED') return false;
  if (!newest || hasEnded(state)) return true;
  const gap = previous ? newest.time - previous.time : 0;
  return state === 'RUNNING' && now - newest.time >= Math.max(LOOP_MS, 2 * gap);
}
