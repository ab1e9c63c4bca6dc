/** Flink's jobs: the list, and one job with all that Flink and this machine know of it. */
import {
  defaultMapsDirectory,
  formatPosition,
  type JobFailedError,
  type JobHandle,
  UnknownJobError,
} from '@workbook/flink';
import type { Settings } from '@workbook/services';
import type { JobFailure, JobRow, JobSample, JobTask, JobWarning } from '../../api/jobs.js';
import type { FlinkConnection } from '../flink.js';
import { ConsoleProblem } from '../problem.js';
import { operatorsIn } from './chain.js';
import { readCheckpoints } from './checkpoints.js';
import { readSubtasks } from './subtasks.js';

/** See https://nightlies.apache.org/flink/flink-docs-stable/docs/ops/rest_api/#jobs-overview */
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

interface JobAnswer {
  jid: string;
  name: string;
  state: string;
  'start-time': number;
  'end-time': number;
  vertices: {
    id: string;
    name: string;
    parallelism: number;
    status: string;
    metrics: { 'read-records': number; 'write-records': number };
  }[];
  plan: { nodes: { id: string; inputs?: { id: string; ship_strategy: string }[] }[] };
}

/** A stack trace longer than this helps nobody on a page; the dashboard has all of it. */
const MAX_TRACE = 20_000;
const MAX_FAILURES = 10;

/** Those that live first, the newest of them first. */
export async function readJobRows(flink: FlinkConnection): Promise<JobRow[]> {
  const { jobs } = await flink.get<JobsOverview>('/jobs/overview');
  return jobs
    .map((job) => ({
      id: job.jid,
      name: job.name,
      state: job.state,
      startedAt: job['start-time'],
      endedAt: job['end-time'] > 0 ? job['end-time'] : undefined,
      running: job.tasks.running,
      tasks: job.tasks.total,
    }))
    .sort((a, b) => Number(a.endedAt !== undefined) - Number(b.endedAt !== undefined) || b.startedAt - a.startedAt);
}

/**
 * A job with what this machine kept of its submission, which knows its lines of TypeScript.
 * @throws ConsoleProblem `not-found`, `flink-away`
 */
export async function jobHandle(flink: FlinkConnection, settings: Settings, id: string): Promise<JobHandle> {
  if (!/^[0-9a-f]{32}$/.test(id)) throw noJob(id);
  const client = flink.client(defaultMapsDirectory({ WORKBOOK_HOME: settings.home }));
  try {
    return await flink.told(() => client.job(id));
  } catch (error) {
    throw error instanceof UnknownJobError ? noJob(id) : error;
  }
}

function noJob(id: string): ConsoleProblem {
  return new ConsoleProblem('not-found', `Flink knows no job with the id ${id}.`, {
    remedy: 'Flink forgets its jobs when the JobManager ends, and old ones after a while.',
  });
}

export async function readJob(flink: FlinkConnection, handle: JobHandle): Promise<JobSample> {
  const path = `/jobs/${handle.id}`;
  const job = await flink.get<JobAnswer>(path);
  const [tasks, { operators }, failures, checkpoints] = await Promise.all([
    readTasks(flink, path, job),
    flink.told(() => handle.metrics()),
    flink.told(() => handle.exceptions()),
    readCheckpoints(flink, path),
  ]);
  const deployed = job.vertices.every(({ status }) => status === 'RUNNING' || status === 'FINISHED');
  const eventTimes = tasks.flatMap(({ eventTime }) => eventTime ?? []);
  return {
    at: Date.now(),
    id: job.jid,
    name: job.name,
    state: job.state === 'RUNNING' && !deployed ? 'DEPLOYING' : job.state,
    startedAt: job['start-time'],
    endedAt: job['end-time'] > 0 ? job['end-time'] : undefined,
    tasks: tasks.map(({ task }) => task),
    operators: operators.map(({ name, vertex, recordsIn, recordsOut, watermark, lateRecordsDropped }) => ({
      task: job.vertices.find((it) => it.name === vertex)?.id ?? '',
      name,
      recordsIn,
      recordsOut,
      watermark,
      lateDropped: lateRecordsDropped,
    })),
    eventTime: eventTimes.length > 0 ? Math.max(...eventTimes) : undefined,
    checkpoints,
    failures: failures.slice(0, MAX_FAILURES).map(failureOf),
    warnings: warningsOf(handle),
    dashboard: handle.dashboardUrl,
  };
}

async function readTasks(
  flink: FlinkConnection,
  path: string,
  job: JobAnswer,
): Promise<{ task: JobTask; eventTime?: number }[]> {
  return Promise.all(
    job.vertices.map(async ({ id, name, parallelism, status, metrics }) => {
      const inputs = (job.plan.nodes.find((node) => node.id === id)?.inputs ?? []).map((input) => ({
        task: input.id,
        shipping: input.ship_strategy,
      }));
      const { subtasks, eventTime } = await readSubtasks(flink, `${path}/vertices/${id}`, {
        parallelism,
        isSource: inputs.length === 0,
      });
      const [recordsIn, recordsOut] = [metrics['read-records'], metrics['write-records']];
      const task = {
        id,
        operators: operatorsIn(name),
        parallelism,
        state: status,
        recordsIn,
        recordsOut,
        inputs,
        subtasks,
      };
      return { task, eventTime };
    }),
  );
}

function warningsOf({ warnings, plan }: JobHandle): JobWarning[] {
  return warnings.map(({ node, message, position }) => ({
    operator: plan?.nodes[node]?.name ?? '',
    message,
    position: position && formatPosition(position),
  }));
}

function failureOf(failure: JobFailedError): JobFailure {
  const { time, message, position, operator, stackTrace } = failure;
  return {
    at: time,
    message,
    position: position && formatPosition(position),
    operator,
    stackTrace:
      stackTrace.length > MAX_TRACE
        ? `${stackTrace.slice(0, MAX_TRACE)}\n… (Flink’s dashboard has all of it)`
        : stackTrace,
  };
}
