/** `npm run flink savepoint JOB` and `stop JOB`: a job's state goes into a savepoint, from which it can be started again. */
import { escapeLine, meantBy, takeWord, typedPath } from '@workbook/terminal';
import { DeploymentReport } from '../cluster/deployment.js';
import { FlinkClient } from '../cluster/flink-client.js';
import type { JobHandle } from '../cluster/job-handle.js';
import { hasEnded, type JobStatus } from '../cluster/job-status.js';
import { isLocation, locationOf } from '../cluster/locations.js';
import { FlinkError } from '../failures/errors.js';
import { findJob } from './find-job.js';
import { wordFor } from './output.js';
import { rerunCommand } from './rerun-command.js';

export async function savepointCommand(idOrName: string, folder: string | undefined): Promise<void> {
  const job = await livingJob(idOrName);
  const location = await job.savepoint({ targetDirectory: targetOf(folder), onStatus: waiting() });
  console.log(`Job ${escapeLine(job.name)} goes on, and has a savepoint: ${escapeLine(location)}`);
  tellHowToResume(job, location);
}

/** @param words a folder, and the word `drain` */
export async function stopCommand(idOrName: string, words: readonly string[]): Promise<void> {
  const { value: drain, rest } = takeWord('drain', words);
  const [folder, surplus] = rest;
  if (surplus !== undefined) {
    throw new FlinkError(
      `A savepoint goes into one folder: "${folder}" or "${surplus}"? The other word could be "drain".`,
    );
  }
  if (folder !== undefined && !/[/\\.]/.test(folder) && meantBy(folder, ['drain'])) {
    throw new FlinkError(`"${folder}" is not known here. Did you mean "drain"? A folder of that name: ./${folder}`);
  }
  const job = await livingJob(idOrName);
  const location = await job.stopWithSavepoint({ drain, targetDirectory: targetOf(folder), onStatus: waiting() });
  console.log(`Job ${escapeLine(job.name)} is stopped, with a savepoint: ${escapeLine(location)}`);
  if (drain) console.log('It was drained: its open windows and its timers have fired, as at the end of the input.');
  else tellHowToResume(job, location);
}

/** Only a job that runs can be saved: what it needs is started again first. */
async function livingJob(idOrName: string): Promise<JobHandle> {
  const client = new FlinkClient();
  await client.requireServices();
  const job = await findJob(idOrName, undefined, client);
  const { state } = await job.status();
  if (!hasEnded(state)) return job;
  throw new FlinkError(
    `Job ${escapeLine(job.name)} has ended: it is ${wordFor(state)}. Only a running job has state to save.`,
  );
}

/** Says what keeps the savepoint waiting. */
function waiting(): (status: JobStatus) => void {
  return new DeploymentReport((sentence) =>
    console.error(`${sentence} The savepoint waits until all of its tasks run.`),
  ).hear;
}

/** Undefined for the cluster's own folder. */
function targetOf(folder: string | undefined): string | undefined {
  return folder === undefined || isLocation(folder) ? folder : locationOf(typedPath(folder));
}

function tellHowToResume(job: JobHandle, location: string): void {
  console.log(`To go on from it:\n  ${escapeLine(rerunCommand(job, location))}`);
}
