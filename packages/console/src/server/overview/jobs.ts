/** Flink's jobs in one line each, see https://nightlies.apache.org/flink/flink-docs-stable/docs/ops/rest_api/#jobs-overview */
import type { JobLine } from '../../api/overview.js';
import type { FlinkRest } from '../flink.js';

interface JobsOverview {
  jobs: {
    jid: string;
    name: string;
    state: string;
    'start-time': number;
    'end-time': number;
    tasks: { total: number; running: number };
  }[];
}

/** How long a failed job is still news, in ms. */
const NEWS_MS = 3_600_000;
/** Flink keeps failed jobs; a page of them would hide those that run. */
const MAX_FAILED = 5;

export async function readJobs(flink: FlinkRest, now: number = Date.now()): Promise<JobLine[]> {
  const { jobs } = await flink.get<JobsOverview>('/jobs/overview');
  const newestFirst = jobs.sort((a, b) => b['start-time'] - a['start-time']);
  const live = newestFirst.filter((job) => job['end-time'] < 0);
  const failed = newestFirst.filter((job) => job.state === 'FAILED' && now - job['end-time'] < NEWS_MS);
  return [...live, ...failed.slice(0, MAX_FAILED)].map((job) => ({
    id: job.jid,
    name: job.name,
    state: job.state,
    startedAt: new Date(job['start-time']).toISOString(),
    running: job.tasks.running,
    tasks: job.tasks.total,
  }));
}
