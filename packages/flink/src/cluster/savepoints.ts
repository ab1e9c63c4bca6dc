/** Savepoints: https://nightlies.apache.org/flink/flink-docs-stable/docs/ops/state/savepoints/ */
import { randomBytes } from 'node:crypto';
import { JobGoneError, RestError, SavepointError } from '../failures/errors.js';
import { explainInfrastructure } from '../failures/infrastructure.js';
import { poll, sleep, type WaitOptions } from './poll.js';
import { type FlinkRest, rootCause } from './rest.js';

export interface SavepointOptions extends WaitOptions {
  /** Where to put it: a location as Flink reads it, see `locationOf`; default is the cluster's savepoint directory. */
  targetDirectory?: string;
}

export interface StopOptions extends SavepointOptions {
  /** Send the last watermark first, so that all windows and timers fire. The job can't be resumed as if nothing happened. */
  drain?: boolean;
}

/** Flink's reason where a task does not run (CheckpointFailureReason.NOT_ALL_REQUIRED_TASKS_RUNNING). */
const NOT_YET = 'Not all required tasks are currently running';
/** When it is asked again then, in ms. */
const NOT_YET_MS = 200;
/** How long a job that is to be saved may take to run, in ms: a busy laptop needs its time. */
const UNTIL_IT_RUNS_MS = 300_000;

interface SavepointAnswer {
  status: { id: 'IN_PROGRESS' | 'COMPLETED' };
  operation: { location?: string; 'failure-cause'?: { class: string; 'stack-trace': string } };
}

/**
 * Asks Flink for a savepoint, of a job that goes on or that stops with it, and waits until it is complete.
 *
 * @returns its location
 */
export async function takeSavepoint(
  rest: FlinkRest,
  job: { id: string; name: string },
  route: 'savepoints' | 'stop',
  options: StopOptions,
): Promise<string> {
  const { drain = false, targetDirectory, signal } = options;
  // By this id Flink knows a request that comes twice. Otherwise the two requests spell the same field in two ways.
  const triggerId = randomBytes(16).toString('hex');
  const request =
    route === 'stop'
      ? { triggerId, drain, targetDirectory }
      : { triggerId, 'cancel-job': false, 'target-directory': targetDirectory };
  try {
    await rest.post(`/jobs/${job.id}/${route}`, request, { signal, repeatable: true });
    const { location, 'failure-cause': failure } = await poll(
      async () => {
        const answer = await rest.get<SavepointAnswer>(`/jobs/${job.id}/savepoints/${triggerId}`, signal);
        return answer.status.id === 'COMPLETED' ? answer.operation : undefined;
      },
      () => `a savepoint of job ${job.name}`,
      options,
    );
    if (location) return location;
    throw refusal(job.name, failure?.['stack-trace'] ?? 'no reason given');
  } catch (error) {
    if (!(error instanceof RestError)) throw error;
    if (error.status === 404) throw new JobGoneError(job.id, job.name);
    throw refusal(job.name, error.details, error);
  }
}

function refusal(job: string, trace: string, cause?: RestError): SavepointError {
  const known = explainInfrastructure(trace);
  const reason = known === undefined ? rootCause(trace) : `${known} Take it again when the job runs.`;
  return new SavepointError(`Flink took no savepoint of job ${job}: ${reason}`, { cause });
}

/**
 * Takes a savepoint once all tasks run: Flink refuses it before, and a task may fail between the question and the savepoint.
 *
 * @param running waits, for so many ms at most
 */
export async function onceAllTasksRun(
  running: (timeoutMs: number) => Promise<unknown>,
  take: () => Promise<string>,
  { timeoutMs = UNTIL_IT_RUNS_MS, signal }: WaitOptions,
): Promise<string> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    await running(Math.max(0, end - performance.now()));
    try {
      return await take();
    } catch (error) {
      const again = error instanceof SavepointError && error.message.includes(NOT_YET) && performance.now() < end;
      if (!again) throw error;
      await sleep(NOT_YET_MS, signal);
    }
  }
}
