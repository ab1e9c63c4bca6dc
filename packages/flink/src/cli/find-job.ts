/** The job that a command is about. */

import { FlinkClient } from '../cluster/flink-client.js';
import type { JobHandle } from '../cluster/job-handle.js';
import { UnknownJobError } from '../failures/errors.js';
import { formatLost } from './lost-jobs.js';

/**
 * A job by its id, by the beginning of its id, or by its name.
 *
 * @throws UnknownJobError, which names the jobs that were lost with the JobManager if this one is among them, or if nobody
 *   was told of them yet
 */
export async function findJob(idOrName: string, signal?: AbortSignal, client = new FlinkClient()): Promise<JobHandle> {
  try {
    return await client.job(idOrName, signal);
  } catch (error) {
    if (!(error instanceof UnknownJobError)) throw error;
    const untold = client.takeLost(await client.list(signal));
    const asked = client.lostJob(idOrName);
    const lost = asked ? [asked, ...untold.filter(({ record }) => record.id !== asked.record.id)] : untold;
    if (lost.length === 0) throw error;
    const sentence = asked ? `Job ${idOrName} is gone.` : error.message;
    throw new UnknownJobError(`${sentence} ${formatLost(lost, Date.now())}`);
  }
}
