import { setTimeout as sleep } from 'node:timers/promises';
import {
  ClusterUnreachableError,
  DeploymentReport,
  type FlinkClient,
  FlinkError,
  type JobArgs,
  JobGoneError,
  type JobHandle,
  type JobState,
  newJobId,
  SavepointError,
  TransactionsInUseError,
} from '@workbook/flink';
import { printable } from '@workbook/terminal';
import type { JobGuard } from './job-guard.js';
import { JobInTheWayError } from './job-in-the-way.js';
import { deleteSavepoint } from './savepoint.js';

const LOOK_EVERY_MS = 300;
/** How long Flink may take for one step, such as starting all tasks, in ms: a busy laptop needs its time. */
const PATIENCE_MS = 300_000;

/** The job to keep. */
export interface KeptJob<Args> {
  /** The name under which Flink lists it. */
  name: string;
  /** The path of its module. */
  file: string;
  args: Args;
}

/** A job, and how to end what it asks, once it has ended itself. */
export interface OpenedJob<Args extends JobArgs> {
  job: JobKeeper<Args>;
  close?(): Promise<void>;
}

/** Runs a Flink job: submits it, stays with it through failures, and stops it without losing a window. */
export class JobKeeper<Args extends JobArgs> {
  readonly #client: FlinkClient;
  readonly #kept: KeptJob<Args>;
  readonly #tell: (sentence: string) => void;
  readonly #deployment: DeploymentReport;
  readonly #guard: JobGuard | undefined;
  #job: JobHandle | undefined;
  #state: JobState | 'away' = 'RUNNING';

  /**
   * @param tell hears, in sentences, what happens to the job
   * @param guard ends the job should this program be killed; without one the job runs on then
   */
  constructor(client: FlinkClient, kept: KeptJob<Args>, tell: (sentence: string) => void, guard?: JobGuard) {
    this.#client = client;
    this.#kept = kept;
    this.#tell = tell;
    this.#deployment = new DeploymentReport(tell);
    this.#guard = guard;
  }

  /** Where Flink's dashboard shows the job. */
  get dashboardUrl(): string | undefined {
    return this.#job?.dashboardUrl;
  }

  /**
   * Submits the job and waits until all of its tasks run.
   *
   * @param savepoint where an earlier job was stopped; this one goes on from there
   * @throws JobInTheWayError if another job writes to the same topics
   */
  async start(signal?: AbortSignal, savepoint?: string): Promise<void> {
    const { file, args } = this.#kept;
    const { command } = this.#guard ?? {};
    const options = { id: this.#guardedId(), args, command, savepointPath: savepoint, signal };
    this.#job = await this.#client.submit(file, options).catch((error: unknown) => {
      if (!(error instanceof TransactionsInUseError)) throw error;
      throw new JobInTheWayError(this.#client, error.jobName, error.jobId);
    });
    await this.#untilItRuns(this.#job, signal);
  }

  /**
   * Watches the job until the signal ends it. Flink itself restarts a job after a failure. One thing it can't: a
   * JobManager that ended forgets its jobs. Then the job is submitted again, from its newest checkpoint.
   *
   * @throws Error if the job failed for good or somebody cancelled it.
   */
  async watch(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#look(signal).catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
      await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => {});
    }
  }

  /** Ends the job for good: stops the sources, fires the windows that are still open, commits all results. */
  async drain(): Promise<void> {
    await deleteSavepoint(await this.#stop(true));
  }

  /**
   * Interrupts the job: its positions in the topic and its open windows go into a savepoint.
   *
   * @returns the savepoint's location, for the `start` of the next one
   */
  stop(): Promise<string> {
    return this.#stop(false);
  }

  /** Ends the job at once, if it runs. What it has not committed is not written. */
  async cancel(): Promise<void> {
    await this.#job?.cancel();
  }

  /** Tries again while Flink restarts the job. */
  async #stop(drain: boolean): Promise<string> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      try {
        return await this.#runningJob().stopWithSavepoint({
          drain,
          timeoutMs: PATIENCE_MS,
          onStatus: this.#deployment.hear,
        });
      } catch (error) {
        if (!(error instanceof SavepointError) || Date.now() > deadline) throw error;
        await this.#untilItRuns(this.#runningJob());
      }
    }
  }

  /** Waits until all tasks of the job run, and says so if it takes a while. */
  async #untilItRuns(job: JobHandle, signal?: AbortSignal): Promise<void> {
    await job.waitFor('RUNNING', { signal, timeoutMs: PATIENCE_MS, onStatus: this.#deployment.hear });
  }

  async #look(signal: AbortSignal): Promise<void> {
    try {
      const status = await this.#runningJob().status(signal);
      await this.#notice(status.state);
      this.#deployment.hear(status);
    } catch (error) {
      if (error instanceof ClusterUnreachableError) await this.#notice('away');
      else if (error instanceof JobGoneError) await this.#resubmit(signal);
      else throw error;
    }
  }

  async #notice(state: JobState | 'away'): Promise<void> {
    const before = this.#state;
    this.#state = state;
    if (state === before) return;
    if (state === 'FAILED') throw (await this.#runningJob().failure()) ?? new FlinkError('The job failed.');
    if (state === 'CANCELED') throw new FlinkError('The job was cancelled from elsewhere.');
    if (state === 'FINISHED') throw new FlinkError('The job was stopped from elsewhere.');
    if (state === 'RESTARTING') {
      const cause = (await this.#runningJob().failure())?.message.split('\n', 1)[0] ?? '';
      this.#tell(`Flink restarts the job from its last checkpoint. ${printable(cause, 200)}`.trimEnd());
    }
    if (state === 'RUNNING') this.#tell('The job runs again.');
  }

  async #resubmit(signal: AbortSignal): Promise<void> {
    this.#tell("Flink's JobManager ended and forgot the job: submitting it again from its newest checkpoint.");
    const options = { id: this.#guardedId(), signal };
    try {
      this.#job = await this.#client.resubmitFromLatestCheckpoint(this.#runningJob(), options);
    } catch (error) {
      if (!(error instanceof SavepointError)) throw error;
      const gone = "Flink was stopped, and the job's checkpoints went with it, so it can't go on where it was.";
      throw new Error(`${gone} What Kafka holds is still there: start this again.`, { cause: error });
    }
    this.#state = 'INITIALIZING';
    await this.#untilItRuns(this.#job, signal);
    await this.#notice('RUNNING');
  }

  /** The id for a job that is about to be submitted. */
  #guardedId(): string {
    const id = newJobId();
    this.#guard?.guard(id);
    return id;
  }

  #runningJob(): JobHandle {
    if (!this.#job) throw new Error('The job was not submitted yet: call start() first.');
    return this.#job;
  }
}
