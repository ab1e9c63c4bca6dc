/** A job's state, from Flink's own words: https://nightlies.apache.org/flink/flink-docs-stable/docs/internals/job_scheduling/ */
import { JobGoneError, RestError } from './errors.js';
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
  vertices: VertexStatus[];
}

interface JobDetails {
  jid: string;
  name: string;
  state: JobState;
  'start-time': number;
  'end-time': number;
  vertices: { id: string; name: string; parallelism: number; status: string }[];
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
  const deployed = job.vertices.every(({ status }) => status === 'RUNNING' || status === 'FINISHED');
  return {
    id,
    name: job.name,
    state: job.state === 'RUNNING' && !deployed ? 'DEPLOYING' : job.state,
    startTime: job['start-time'],
    endTime: job['end-time'] > 0 ? job['end-time'] : undefined,
    vertices: job.vertices.map(({ id: vertex, name, parallelism, status }) => ({
      id: vertex,
      name,
      parallelism,
      status,
    })),
  };
}
