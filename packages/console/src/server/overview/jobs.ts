/** Flink's jobs in one line each: those that live, and those that failed of late. */
import type { Settings } from '@workbook/services';
import type { JobRow } from '../../api/jobs.js';
import type { JobLine } from '../../api/overview.js';
import type { FlinkConnection } from '../flink.js';
import { readJobRows } from '../jobs/read-jobs.js';

/** How long a failed job is still news, in ms. */
const NEWS_MS = 3_600_000;
/** Flink keeps failed jobs; a page of them would hide those that run. */
const MAX_FAILED = 5;

export async function readJobs(flink: FlinkConnection, settings: Settings): Promise<JobLine[]> {
  return jobLines(await readJobRows(flink, settings), Date.now());
}

/**
 * The rows that belong at a glance. A failure is no news for whoever has started a job of this name since, and a check says
 * itself why its job failed.
 */
export function jobLines(rows: readonly JobRow[], now: number): JobLine[] {
  const live = rows.filter(({ endedAt }) => endedAt === undefined);
  const failed = rows.filter(
    ({ name, state, startedAt, endedAt, ofCheck }) =>
      state === 'FAILED' &&
      !ofCheck &&
      now - (endedAt ?? 0) < NEWS_MS &&
      !rows.some((other) => other.name === name && other.startedAt > startedAt),
  );
  return [...live, ...failed.slice(0, MAX_FAILED)].map(({ id, name, state, startedAt, running, tasks, trouble }) => ({
    id,
    name,
    state,
    startedAt: new Date(startedAt).toISOString(),
    running,
    tasks,
    restarts: trouble && !trouble.recovered ? trouble.restarts : 0,
  }));
}
