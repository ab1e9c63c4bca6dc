/** `npm run flink describe JOB` and `metrics JOB`: how far a job has come, in numbers. */
import { escapeLine, paint, table } from '@workbook/terminal';
import { tasksInWords } from '../cluster/deployment.js';
import type { JobDescription } from '../cluster/job-handle.js';
import { hasEnded } from '../cluster/job-status.js';
import type { OperatorMetrics } from '../cluster/metrics.js';
import { findJob } from './find-job.js';
import { inShort } from './list-command.js';
import { formatAge, wordFor } from './output.js';

export async function describeCommand(idOrName: string): Promise<void> {
  const job = await findJob(idOrName);
  const description = await job.describe();
  console.log(formatDescription(description));
  const failure = formatFailure(description);
  if (failure) console.log(`\n${failure}`);
}

export async function metricsCommand(idOrName: string): Promise<void> {
  const job = await findJob(idOrName);
  const { operators } = await job.metrics();
  const rows = operators.flatMap(({ name, user }) =>
    Object.entries(user).map(([metric, { sum, bySubtask }]) => [
      escapeLine(name),
      escapeLine(metric),
      formatNumber(sum),
      bySubtask.map(formatNumber).join(' '),
    ]),
  );
  if (rows.length === 0) {
    console.log(
      `The functions of job ${escapeLine(job.name)} measure nothing: getRuntimeContext().getMetricGroup() in open() registers a metric.`,
    );
    return;
  }
  console.log(table([['OPERATOR', 'METRIC', 'SUM', 'BY SUBTASK'], ...rows]));
}

/** Times in UTC, as ISO 8601 writes them. */
export function formatDescription(job: JobDescription): string {
  const { name, id, state, startTime, endTime, operators, dashboardUrl, tasks } = job;
  const since =
    endTime === undefined ? `for ${formatAge(Date.now() - startTime)}` : `${formatAge(Date.now() - endTime)} ago`;
  const word = state === 'DEPLOYING' ? `deploying, ${tasksInWords(tasks)}` : wordFor(state);
  const lines = [`Job ${escapeLine(name)} (${id}): ${word}, ${since}`, dashboardUrl];
  if (operators.length > 0) {
    lines.push('', table([['OPERATOR', 'IN', 'OUT', 'WATERMARK', 'LATE'], ...operators.map(formatOperator)]));
  } else if (!hasEnded(state)) {
    lines.push('', 'Its operators have no figures yet: they come a moment after the job runs.');
  }
  return lines.join('\n');
}

/** What went wrong the last time, and whether that is over; undefined if nothing did. */
export function formatFailure({
  name,
  state,
  restarts,
  cause,
  recovered,
  failures,
  now,
}: JobDescription): string | undefined {
  if (!cause) return undefined;
  const when = `${formatAge(now - cause.time)} ago, at ${formatTime(cause.time)}`;
  if (recovered) {
    const times = restarts === 0 ? '' : ` Flink restarted the job ${timesInWords(restarts)}.`;
    return `Recovered:${times || ' the job runs.'} The last failure, ${when}, was: ${inShort(cause, name)}`;
  }
  const heading =
    state === 'FAILED'
      ? restarts === 0
        ? `Failure, ${when}:`
        : `Failure after ${restarts} ${restarts === 1 ? 'restart' : 'restarts'}, ${when}:`
      : restarts === 0
        ? `It has not run yet, and Flink tries again. The last failure, ${when}:`
        : `It fails: Flink has restarted it ${timesInWords(restarts)}. The last failure, ${when}:`;
  const newest = failures[0];
  const since = newest && newest !== cause ? `\n${paint('red', 'Since then:')} ${inShort(newest, name)}` : '';
  return `${paint('red', heading)} ${cause.message}${since}`;
}

function timesInWords(restarts: number): string {
  return restarts === 1 ? 'once' : `${restarts} times`;
}

function formatOperator({ name, recordsIn, recordsOut, watermark, lateRecordsDropped }: OperatorMetrics): string[] {
  return [
    escapeLine(name),
    recordsIn === undefined ? 'commits' : String(recordsIn),
    recordsOut === undefined ? '' : String(recordsOut),
    watermark === undefined ? 'none' : formatTime(watermark),
    lateRecordsDropped === 0 ? '' : `${lateRecordsDropped} dropped`,
  ];
}

/** The last watermark of a finished stream is beyond every date. */
function formatTime(ms: number): string {
  const time = new Date(ms);
  return Number.isNaN(time.getTime()) || ms > 8.64e15 / 2 ? 'the end' : time.toISOString();
}

function formatNumber(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(3);
}
