/** Savepoints: https://nightlies.apache.org/flink/flink-docs-stable/docs/ops/state/savepoints/ */
import { randomBytes } from 'node:crypto';
import { JobGoneError, RestError, SavepointError } from './errors.js';
import { poll, type WaitOptions } from './poll.js';
import { type FlinkRest, rootCause } from './rest.js';

export interface SavepointOptions extends WaitOptions {
  /** Where to put it, as a URI; default is the cluster's savepoint directory. */
  targetDirectory?: string;
}

export interface StopOptions extends SavepointOptions {
  /** Send the last watermark first, so that all windows and timers fire. The job can't be resumed as if nothing happened. */
  drain?: boolean;
}

interface SavepointAnswer {
  status: { id: 'IN_PROGRESS' | 'COMPLETED' };
  operation: { location?: string; 'failure-cause'?: { class: string; 'stack-trace': string } };
}

/**
 * Asks Flink for a savepoint, of a job that goes on or that stops with it, and waits until it is complete.
 *
 * @returns its location, a URI
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
    throw new SavepointError(
      `Flink took no savepoint of job ${job.name}: ${rootCause(failure?.['stack-trace'] ?? 'no reason given')}`,
    );
  } catch (error) {
    if (!(error instanceof RestError)) throw error;
    if (error.status === 404) throw new JobGoneError(job.id, job.name);
    throw new SavepointError(`Flink took no savepoint of job ${job.name}: ${rootCause(error.details)}`, {
      cause: error,
    });
  }
}
