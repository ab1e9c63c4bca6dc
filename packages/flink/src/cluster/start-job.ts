/** Starts a job whose jar is uploaded, and finds out whether it started where Flink does not say. */
import { ClusterUnreachableError, JobGoneError, RestError, SubmissionLostError } from '../failures/errors.js';
import { jobStatus } from './job-status.js';
import { poll } from './poll.js';
import type { FlinkRest } from './rest.js';

/** How long a job whose start was not answered may take to appear among Flink's jobs, in ms. */
const APPEAR_MS = 60_000;
/** The same where Flink did answer, with an error that says only that its own parts were too slow. */
const APPEAR_AFTER_ERROR_MS = 10_000;
/** What such an error's trace holds. */
const OWN_DELAY = /\b(?:Ask)?TimeoutException\b|\bCancellationException\b/;

/**
 * Asks Flink to run a jar as a job with an id that the client chose.
 *
 * @throws RestError if Flink refuses the job, ClusterUnreachableError if the request never reached it
 * @throws SubmissionLostError if Flink may have started the job, and does not list it
 */
export async function startJob(
  rest: FlinkRest,
  jarRoute: string,
  job: { id: string; name: string },
  request: object,
): Promise<void> {
  try {
    await rest.post(`${jarRoute}/run`, { ...request, jobId: job.id });
  } catch (error) {
    if (error instanceof RestError) {
      const waitMs = OWN_DELAY.test(error.details) ? APPEAR_AFTER_ERROR_MS : 0;
      if (error.status < 500 || !(await appears(rest, job.id, waitMs))) throw error;
      return;
    }
    if (!(error instanceof ClusterUnreachableError && error.mayHaveArrived)) throw error;
    if (!(await appears(rest, job.id, APPEAR_MS))) throw new SubmissionLostError(job.id, job.name, { cause: error });
  }
}

/** Whether Flink has a job that did not fail at its start; a refused one can stand among the failed. */
async function appears(rest: FlinkRest, id: string, waitMs: number): Promise<boolean> {
  const look = async () => {
    try {
      const { state } = await jobStatus(rest, id);
      return state !== 'FAILED';
    } catch (error) {
      if (error instanceof JobGoneError) return undefined;
      throw error;
    }
  };
  return poll(look, () => `job ${id}`, { timeoutMs: waitMs }).catch(() => false);
}
