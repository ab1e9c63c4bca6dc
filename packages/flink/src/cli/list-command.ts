/** `npm run flink list`: the cluster's jobs, and which of them fail again and again. */

import { escapeLine, table } from '@workbook/terminal';
import { FlinkClient, type JobSummary } from '../cluster/flink-client.js';
import type { RestartHistory } from '../cluster/restarts.js';
import type { JobFailedError } from '../failures/errors.js';
import { tellLost } from './lost-jobs.js';
import { formatAge } from './output.js';

/** A failure in a table, in characters. */
const FAILURE_WIDTH = 120;

export async function listCommand(): Promise<void> {
  const client = new FlinkClient();
  const jobs = await client.list();
  await printJobs(client, jobs);
  tellLost(client, jobs);
}

/** For whoever has started the JobManager again. */
export async function lostCommand(): Promise<void> {
  const client = new FlinkClient();
  tellLost(client, await client.list());
}

async function printJobs(client: FlinkClient, jobs: readonly JobSummary[]): Promise<void> {
  if (jobs.length === 0) {
    console.log('The cluster has no jobs. Start one with "npm run flink run FILE".');
    return;
  }
  // A job may be gone by the time that it is asked.
  const histories = jobs.map((job) =>
    client
      .handle(job)
      .restarts()
      .catch(() => undefined),
  );
  console.log(formatList(jobs, await Promise.all(histories), Date.now()));
}

/** Columns for restarts and failures only where a job has some. */
export function formatList(
  jobs: readonly JobSummary[],
  histories: readonly (RestartHistory | undefined)[],
  now: number,
): string {
  const rows = jobs.map(({ id, name, state, tasks, startTime, endTime }, index) => {
    const age = endTime === undefined ? `for ${formatAge(now - startTime)}` : `${formatAge(now - endTime)} ago`;
    const { restarts = 0, cause, recovered = true } = histories[index] ?? {};
    const failure = cause
      ? `${formatAge(now - cause.time)} ago${recovered ? ', recovered' : ''}: ${inShort(cause, name)}`
      : '';
    const slots = tasks.waiting > 0 ? `, ${tasks.waiting} without a slot` : '';
    const stateNow = state === 'DEPLOYING' ? `DEPLOYING ${tasks.running} of ${tasks.total}${slots}` : state;
    return [id.slice(0, 8), escapeLine(name), stateNow, age, restarts > 0 ? String(restarts) : '', failure];
  });
  const shown = [['ID', 'NAME', 'STATE', 'SINCE', 'RESTARTS', 'LAST FAILURE'], ...rows];
  const columns = [0, 1, 2, 3, 4, 5].filter((column) => column < 4 || rows.some((row) => row[column] !== ''));
  return table(shown.map((row) => columns.map((column) => row[column] ?? '')));
}

/** A failure's first line, without the job's name, which stands beside it. */
export function inShort({ message }: Pick<JobFailedError, 'message'>, job: string): string {
  const [line = ''] = message.replace(`Job ${job} failed: `, '').replace(`Job ${job} failed `, '').split('\n');
  const text = escapeLine(line);
  return text.length > FAILURE_WIDTH ? `${text.slice(0, FAILURE_WIDTH - 1)}…` : text;
}
