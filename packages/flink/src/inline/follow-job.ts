/** Shows what a job does where it was submitted. */
import { escapeLine, escapeText } from '@workbook/terminal';
import type { ConsoleLine } from '../cluster/console-log.js';
import type { JobHandle } from '../cluster/job-handle.js';
import { FlinkError } from '../failures/errors.js';

/**
 * Prints what the job's functions print until it ends, and how it failed, unless somebody waits for the job and so learns of
 * it. It goes on beside whatever else happens here, and does not keep this program running.
 *
 * @returns a promise that resolves when the last line is printed, and never rejects for what Flink does
 */
export function followJob(job: JobHandle): Promise<void> {
  return follow(job).catch((error: unknown) => {
    if (!(error instanceof FlinkError)) throw error;
    console.error(error.message);
  });
}

async function follow(job: JobHandle): Promise<void> {
  for await (const line of job.logs({ background: true })) print(line);
  if (job.failureTold) return;
  const { state } = await job.status();
  const failure = state === 'FAILED' ? await job.failure() : undefined;
  if (failure) console.error(failure.message);
}

function print({ level, operator, text }: ConsoleLine): void {
  const line = level === 'print' ? escapeText(text) : `[${escapeLine(operator)}] ${escapeText(text)}`;
  if (level === 'error' || level === 'warn') console.error(line);
  else console.log(line);
}
