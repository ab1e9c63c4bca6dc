/** Flink's jobs: the list, and one job with all that Flink and this machine know of it. */

import { readCheckJobs } from '@workbook/checkpoints/standing';
import {
  defaultMapsDirectory,
  type FlinkClient,
  formatPosition,
  type JobFailedError,
  type JobHandle,
  operatorsIn,
  type RestartHistory,
  UnknownJobError,
} from '@workbook/flink';
import type { Settings } from '@workbook/services';
import type { JobFailure, JobRow, JobSample, JobTask, JobTrouble, JobWarning } from '../../api/jobs.js';
import type { FlinkConnection } from '../flink.js';
import { ConsoleProblem } from '../problem.js';
import { readCheckpoints } from './checkpoints.js';
import { readSubtasks } from './subtasks.js';

interface JobAnswer {
  jid: string;
  name: string;
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
export async function readJobRows(flink: FlinkConnection, settings: Settings): Promise<JobRow[]> {
  const client = clientOf(flink, settings);
  const checks = readCheckJobs(settings.home);
  const rows = (await flink.told(() => client.list())).map(async (job): Promise<JobRow> => {
    const { id, name, state, tasks, startTime, endTime } = job;
    const mayHaveFailed = endTime === undefined || state === 'FAILED';
    // It may be gone by the time that it is asked.
    const history = mayHaveFailed
      ? await client
          .handle(job)
          .restarts()
          .catch(() => undefined)
      : undefined;
    return {
      id,
      name,
      state,
      startedAt: startTime,
      endedAt: endTime,
      running: tasks.running,
      tasks: tasks.total,
      trouble: history && troubleOf(history),
      ofCheck: checks.has(id),
    };
  });
  return (await Promise.all(rows)).sort(
    (a, b) => Number(a.endedAt !== undefined) - Number(b.endedAt !== undefined) || b.startedAt - a.startedAt,
  );
}

/**
 * A job with what this machine kept of its submission, which knows its lines of TypeScript.
 * @throws ConsoleProblem `not-found`, `flink-away`
 */
export async function jobHandle(flink: FlinkConnection, settings: Settings, id: string): Promise<JobHandle> {
  if (!/^[0-9a-f]{32}$/.test(id)) throw noJob(id);
  const client = clientOf(flink, settings);
  try {
    return await flink.told(() => client.job(id));
  } catch (error) {
    throw error instanceof UnknownJobError ? noJob(id) : error;
  }
}

function clientOf(flink: FlinkConnection, settings: Settings): FlinkClient {
  return flink.client(defaultMapsDirectory({ WORKBOOK_HOME: settings.home }));
}

function noJob(id: string): ConsoleProblem {
  return new ConsoleProblem('not-found', `Flink knows no job with the id ${id}.`, {
    remedy: 'Flink forgets its jobs when the JobManager ends, and old ones after a while.',
  });
}

export async function readJob(flink: FlinkConnection, handle: JobHandle): Promise<JobSample> {
  const path = `/jobs/${handle.id}`;
  const job = await flink.get<JobAnswer>(path);
  const [tasks, { operators, ...described }, checkpoints] = await Promise.all([
    readTasks(flink, path, job),
    flink.told(() => handle.describe()),
    readCheckpoints(flink, path),
  ]);
  const eventTimes = tasks.flatMap(({ eventTime }) => eventTime ?? []);
  return {
    at: Date.now(),
    id: job.jid,
    name: job.name,
    state: described.state,
    startedAt: described.startTime,
    endedAt: described.endTime,
    subtasks: described.tasks,
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
    trouble: troubleOf(described),
    failures: described.failures.slice(0, MAX_FAILURES).map(failureOf),
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

function troubleOf({ cause, restarts, recovered }: RestartHistory): JobTrouble | undefined {
  return cause && { restarts, recovered, at: cause.time, message: cause.message.split('\n', 1)[0] ?? '' };
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
