/** One job on a cluster. */

import {
  FlinkError,
  JobCanceledError,
  type JobFailedError,
  JobGoneError,
  RestError,
  WaitTimeoutError,
} from '../failures/errors.js';
import { awaitReport } from '../failures/failure-report.js';
import type { Plan } from '../plan/plan.js';
import type { PlanWarning } from '../prepare/plan-warnings.js';
import { type ConsoleLine, ConsoleTail } from './console-log.js';
import { tasksInWords } from './deployment.js';
import type { JobRecord, JobRecords } from './job-records.js';
import { hasEnded, type JobState, type JobStatus, jobStatus } from './job-status.js';
import { type JobMetrics, jobMetrics, type OperatorMetrics } from './metrics.js';
import { poll, sleep, type WaitOptions } from './poll.js';
import type { FlinkRest } from './rest.js';
import { type RestartHistory, restartHistory } from './restarts.js';
import { onceAllTasksRun, type SavepointOptions, type StopOptions, takeSavepoint } from './savepoints.js';

export interface LogOptions {
  /** Don't keep the program running for it. */
  background?: boolean;
  /** Go on until the job has ended (default), or stop after what was printed up to now. */
  follow?: boolean;
  /** How often Flink is asked for new lines, in ms. Default 200. */
  intervalMs?: number;
  signal?: AbortSignal;
}

const LOG_INTERVAL_MS = 200;
/**
 * How much later than a task's end its last lines may be there, in ms. Those of its operators' functions are there at once;
 * for a connector's functions the runner writes ten times a second.
 */
const LAST_LINES_MS = 300;

/** How a job is, how far its operators have come, and what went wrong. */
export interface JobDescription extends JobStatus, RestartHistory {
  /** Records in and out, watermarks and metrics of each operator, sources first; empty until the job runs. */
  operators: OperatorMetrics[];
  dashboardUrl: string;
}

/** A wait for a job, which can be watched. */
export interface JobWaitOptions extends WaitOptions {
  /** Hears each status of the job until then. */
  onStatus?: (status: JobStatus) => void;
}

export class JobHandle {
  #failureTold = false;

  constructor(
    private readonly rest: FlinkRest,
    readonly id: string,
    readonly name: string,
    /** What this machine kept of the submission; undefined for a job that another machine submitted. */
    readonly record: JobRecord | undefined,
    private readonly records?: JobRecords,
  ) {}

  get plan(): Plan | undefined {
    return this.record?.plan;
  }

  /** What was likely to go wrong when it was submitted from this machine, such as a window that never fires. */
  get warnings(): readonly PlanWarning[] {
    return this.record?.warnings ?? [];
  }

  /** Whether a wait ended with the job's failure, so that whoever waited knows of it. */
  get failureTold(): boolean {
    return this.#failureTold;
  }

  /** Where Flink's dashboard shows this job. */
  get dashboardUrl(): string {
    return `${this.rest.url}/#/job/running/${this.id}/overview`;
  }

  /** @throws JobGoneError if Flink no longer knows the job: the JobManager ended */
  async status(signal?: AbortSignal): Promise<JobStatus> {
    try {
      const status = await jobStatus(this.rest, this.id, signal);
      if (hasEnded(status.state)) this.records?.end(this.id);
      return status;
    } catch (error) {
      throw error instanceof JobGoneError ? new JobGoneError(this.id, this.name) : error;
    }
  }

  /**
   * Waits until the job is in a state, or until a condition on its status holds. RUNNING means that every task runs; a
   * bounded job may have finished by then, which counts as well.
   *
   * @throws JobFailedError, JobCanceledError, JobGoneError if the job ends otherwise
   * @throws WaitTimeoutError with the job's state, and its last failure if it keeps restarting
   */
  async waitFor(target: JobState | ((status: JobStatus) => boolean), options: JobWaitOptions = {}): Promise<JobStatus> {
    const reached = typeof target === 'function' ? target : (status: JobStatus) => isAt(status.state, target);
    const awaited = typeof target === 'function' ? 'in the awaited state' : target;
    let last: JobStatus | undefined;
    const ask = async () => {
      last = await this.status(options.signal);
      options.onStatus?.(last);
      if (reached(last)) return last;
      if (hasEnded(last.state)) throw await this.#endedOtherwise(last.state, awaited);
      return undefined;
    };
    try {
      return await poll(
        ask,
        () => `job ${this.name} to be ${awaited}; it is ${last ? howItIs(last) : 'not known'}`,
        options,
      );
    } catch (error) {
      if (!(error instanceof WaitTimeoutError)) throw error;
      const { cause, recovered } = await this.restarts(options.signal);
      throw cause && !recovered
        ? new WaitTimeoutError(`${error.message} It restarts after this failure:\n${cause.message}`)
        : error;
    }
  }

  /** Waits until the job has ended, however it ends. */
  async waitForEnd(options: WaitOptions = {}): Promise<JobStatus> {
    return this.waitFor(({ state }) => hasEnded(state), options);
  }

  /**
   * Cancels the job and waits until it has ended. Does nothing if it has ended already.
   *
   * @returns the state that it ended in; undefined if Flink no longer knows the job
   */
  async cancel(options: WaitOptions = {}): Promise<JobState | undefined> {
    try {
      await this.rest.patch(`/jobs/${this.id}?mode=cancel`, options.signal);
    } catch (error) {
      // It has ended, or it is gone; the wait below finds out which.
      if (!(error instanceof RestError && [404, 409].includes(error.status))) throw error;
    }
    try {
      return (await this.waitForEnd(options)).state;
    } catch (error) {
      if (error instanceof JobGoneError) return undefined;
      throw error;
    }
  }

  /**
   * Takes a savepoint while the job goes on. A job that is still deploying, or restarts, is waited for.
   *
   * @returns its location, for `submit`'s `savepointPath`
   * @throws SavepointError with Flink's reason
   * @throws WaitTimeoutError if the job does not run in time, with its last failure if it keeps restarting
   */
  savepoint(options: SavepointOptions & JobWaitOptions = {}): Promise<string> {
    return this.#savepoint('savepoints', options);
  }

  /**
   * Stops the job's sources, takes a savepoint and waits until the job has finished. A job that is still deploying, or
   * restarts, is waited for.
   *
   * @returns the savepoint's location, for `submit`'s `savepointPath`
   * @throws SavepointError with Flink's reason
   * @throws WaitTimeoutError if the job does not run in time, with its last failure if it keeps restarting
   */
  async stopWithSavepoint(options: StopOptions & JobWaitOptions = {}): Promise<string> {
    const location = await this.#savepoint('stop', options);
    await this.waitFor('FINISHED', { timeoutMs: options.timeoutMs, signal: options.signal });
    return location;
  }

  /** The job's failures, newest first. A job with a restart strategy can have several. */
  async exceptions(signal?: AbortSignal): Promise<JobFailedError[]> {
    return (await this.restarts(signal)).failures;
  }

  /** How often Flink restarted the job, why, and whether that is over. */
  async restarts(signal?: AbortSignal): Promise<RestartHistory> {
    return this.#restartsAt(await this.status(signal), signal);
  }

  /**
   * What made the job fail the last time, or undefined if nothing did. Waits for Flink's report if the job has just failed.
   */
  async failure(signal?: AbortSignal): Promise<JobFailedError | undefined> {
    const cause = async () => (await this.restarts(signal)).cause;
    if ((await this.status(signal)).state !== 'FAILED') return cause();
    return awaitReport(this.rest, cause, signal);
  }

  /** State, figures of each operator, and failures, as they are now. */
  async describe(signal?: AbortSignal): Promise<JobDescription> {
    const status = await this.status(signal);
    const [{ operators }, restarts] = await Promise.all([
      jobMetrics(this.rest, this.id, status.vertices, signal),
      this.#restartsAt(status, signal),
    ]);
    return { ...status, operators, ...restarts, dashboardUrl: this.dashboardUrl };
  }

  /** Records in and out, watermarks, late records and the functions' own metrics of each operator. */
  async metrics(signal?: AbortSignal): Promise<JobMetrics> {
    const { vertices } = await this.status(signal);
    return jobMetrics(this.rest, this.id, vertices, signal);
  }

  /** What the job's functions print, from the job's start on. */
  async *logs(options: LogOptions = {}): AsyncGenerator<ConsoleLine, void, void> {
    const { background = false, follow = true, intervalMs = LOG_INTERVAL_MS, signal } = options;
    const tail = new ConsoleTail(this.rest, this.id);
    while (follow && !hasEnded((await this.status(signal)).state)) {
      yield* await tail.read(signal);
      await sleep(intervalMs, signal, background);
    }
    yield* await tail.read(signal);
    // A last line may come a moment after the task has ended.
    await sleep(LAST_LINES_MS, signal);
    yield* await tail.read(signal);
  }

  /** Cancels the job when an `await using` block is left. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.cancel();
  }

  #restartsAt(status: JobStatus, signal?: AbortSignal): Promise<RestartHistory> {
    return restartHistory(this.rest, this, status, this.record, signal);
  }

  async #savepoint(route: 'savepoints' | 'stop', options: StopOptions & JobWaitOptions): Promise<string> {
    const location = await onceAllTasksRun(
      (timeoutMs) => this.waitFor('RUNNING', { ...options, timeoutMs }),
      () => takeSavepoint(this.rest, this, route, options),
      options,
    );
    this.records?.keepSavepoint(this.id, location);
    return location;
  }

  async #endedOtherwise(state: JobState, awaited: string): Promise<FlinkError> {
    if (state === 'CANCELED') return new JobCanceledError(this.id, this.name, awaited);
    if (state === 'FINISHED') return new FlinkError(`Job ${this.name} finished before it was ${awaited}.`);
    this.#failureTold = true;
    return (await this.failure()) ?? new FlinkError(`Job ${this.name} failed, and Flink keeps no report of it.`);
  }
}

function isAt(state: JobState, target: JobState): boolean {
  return state === target || (target === 'RUNNING' && state === 'FINISHED');
}

function howItIs({ state, tasks }: JobStatus): string {
  if (state !== 'DEPLOYING') return state;
  const remedy =
    tasks.waiting === 0
      ? ''
      : '. "npm run flink list" shows which jobs have the others, "npm run services status" whether a TaskManager runs';
  return `DEPLOYING, ${tasksInWords(tasks)}${remedy}`;
}
