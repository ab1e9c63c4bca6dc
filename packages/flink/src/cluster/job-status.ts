/** A job's state, from Flink's own words: https://nightlies.apache.org/flink/flink-docs-stable/docs/internals/job_scheduling/ */
import { JobGoneError, RestError } from '../failures/errors.js';
import type { FlinkRest } from './rest.js';

/**
 * Flink's job states, and DEPLOYING: the job was accepted, but not all of its tasks run yet. (Flink calls that RUNNING
 * already, although no record is read.)
 */
export type JobState =
  | 'INITIALIZING'
  | 'CREATED'
  | 'DEPLOYING'
  | 'RUNNING'
  | 'RESTARTING'
  | 'FAILING'
  | 'FAILED'
  | 'CANCELLING'
  | 'CANCELED'
  | 'FINISHED'
  | 'SUSPENDED'
  | 'RECONCILING';

/** A task: operators that are chained together. */
export interface VertexStatus {
  id: string;
  /** The names of its operators, joined by arrows. */
  name: string;
  parallelism: number;
  /** The state of the task that is furthest from running. */
  status: string;
}

export interface JobStatus {
  id: string;
  name: string;
  state: JobState;
  /** When it started and ended, in ms since 1970. */
  startTime: number;
  endTime: number | undefined;
  /** The time of this status by Flink's clock, in ms since 1970. */
  now: number;
  vertices: VertexStatus[];
  tasks: TaskCounts;
}

/** The parallel instances of a job's tasks. */
export interface TaskCounts {
  total: number;
  /** Those that run, and those that have finished. */
  running: number;
  /** Those for which no slot is free, or was until a moment ago. */
  waiting: number;
}

interface JobDetails {
  jid: string;
  name: string;
  state: JobState;
  'start-time': number;
  'end-time': number;
  now: number;
  vertices: { id: string; name: string; parallelism: number; status: string; tasks: Record<string, number> }[];
}

const ENDED: readonly JobState[] = ['FAILED', 'CANCELED', 'FINISHED'];

/** Whether a job in this state will never run again. */
export function hasEnded(state: JobState): boolean {
  return ENDED.includes(state);
}

/** @throws JobGoneError if Flink does not know the job */
export async function jobStatus(rest: FlinkRest, id: string, signal?: AbortSignal): Promise<JobStatus> {
  const job = await rest.get<JobDetails>(`/jobs/${id}`, signal).catch((error: unknown) => {
    throw error instanceof RestError && error.status === 404 ? new JobGoneError(id) : error;
  });
  const count = (...states: string[]) =>
    job.vertices.reduce((sum, { tasks }) => sum + states.reduce((some, state) => some + (tasks[state] ?? 0), 0), 0);
  const tasks = {
    total: job.vertices.reduce((sum, { parallelism }) => sum + parallelism, 0),
    running: count('RUNNING', 'FINISHED'),
    waiting: count('SCHEDULED'),
  };
  return {
    id,
    name: job.name,
    state: deployedState(job.state, tasks),
    startTime: job['start-time'],
    endTime: job['end-time'] > 0 ? job['end-time'] : undefined,
    now: job.now,
    vertices: job.vertices.map(({ id: vertex, name, parallelism, status }) => ({
      id: vertex,
      name,
      parallelism,
      status,
    })),
    tasks,
  };
}

/** Flink's word for a job's state, or DEPLOYING while not all of its tasks run. */
export function deployedState(state: JobState, { running, total }: Pick<TaskCounts, 'running' | 'total'>): JobState {
  return state === 'RUNNING' && running < total ? 'DEPLOYING' : state;
}
