/** Submits jobs to a Flink cluster and finds them again. */

import { randomBytes } from 'node:crypto';
import { nearest } from '@workbook/terminal';
import { JobGoneError, RestError, SavepointError, SubmissionLostError, UnknownJobError } from '../failures/errors.js';
import { explainInfrastructure } from '../failures/infrastructure.js';
import { explainRestoreRefusal, savepointFault } from '../failures/restore-refusal.js';
import type { JobBundle } from '../prepare/bundle.js';
import type { PlanWarning } from '../prepare/plan-warnings.js';
import { type PrepareOptions, planWhileChecking } from '../prepare/prepare-job.js';
import { defaultMapsDirectory, flinkUrl } from './address.js';
import { checkpointDirectory, latestCheckpoint } from './checkpoints.js';
import { JobHandle } from './job-handle.js';
import { ENTRY_CLASS, jarName, packJob } from './job-jar.js';
import { type JobRecord, JobRecords } from './job-records.js';
import { deployedState, hasEnded, type JobState, type TaskCounts } from './job-status.js';
import { findLostJob, type LostJob, takeLostJobs } from './lost-jobs.js';
import { hasFixedSlots, readsThisDisk, requireServices } from './own-services.js';
import { FlinkRest, rootCause } from './rest.js';
import { requireSlots } from './slots.js';
import { startJob } from './start-job.js';
import { requireFreeTransactions } from './transactions.js';
import { withUploadedJar } from './uploaded-jar.js';
import { requireFlink2 } from './version.js';

export interface FlinkClientOptions {
  /** Where submissions are remembered, so that another terminal can name the author's lines. */
  mapsDirectory?: string;
  /** How long a cluster that answered before may be away, in ms: its JobManager restarts. Default 20 000; a shared connection has its own. */
  reconnectMs?: number;
}

/** What Flink is told when it starts a job. */
export interface RunOptions {
  /** The job's id, 32 hexadecimal digits, for who must know it before the job starts. Default is a new one. */
  id?: string;
  /** A savepoint or a checkpoint to start from: its location as Flink prints it, or an absolute path of this machine. */
  savepointPath?: string;
  /** Start although the savepoint holds state of operators that the job no longer has. */
  allowNonRestoredState?: boolean;
  /** For operators that set none. */
  parallelism?: number;
  signal?: AbortSignal;
}

export interface SubmitOptions extends RunOptions, PrepareOptions {
  /** The program that the job belongs to, as its user types it: `flink list` names it, should the job be lost. */
  command?: string;
  signal?: AbortSignal;
}

/** One line of a list of jobs. */
export interface JobSummary {
  id: string;
  name: string;
  state: JobState;
  tasks: TaskCounts;
  /** In ms since 1970. */
  startTime: number;
  endTime: number | undefined;
}

interface JobOverview {
  jobs: {
    jid: string;
    name: string;
    state: JobState;
    'start-time': number;
    'end-time': number;
    tasks: { total: number; running: number; finished: number; scheduled: number };
  }[];
}

export class FlinkClient {
  private readonly rest: FlinkRest;
  private readonly records: JobRecords;
  /** Whether it is the running instance's Flink, whose services are the workbook's. */
  readonly #isOurs: boolean;
  #fit: Promise<void> | undefined;

  /** @param flink its REST address, or a connection that is shared with others; default is the running instance's */
  constructor(flink?: string | FlinkRest, options: FlinkClientOptions = {}) {
    this.#isOurs = flink === undefined;
    const { reconnectMs = 20_000 } = options;
    this.rest = flink instanceof FlinkRest ? flink : new FlinkRest(flink ?? flinkUrl(), { reconnectMs });
    this.records = new JobRecords(options.mapsDirectory ?? defaultMapsDirectory());
  }

  get url(): string {
    return this.rest.url;
  }

  /**
   * Bundles, checks, plans and submits a job. It returns when Flink has accepted the job; `waitFor('RUNNING')` on the
   * handle waits until it works. A TaskManager or JobManager of the workbook that has died is started again first, for a
   * client that was made without an address.
   *
   * Its topics are looked up on their brokers first, and what is likely to go wrong goes to `onWarning`; the handle has it, too.
   *
   * @throws JobFileError, JobTypeError, JobPlanError for a mistake in the job, such as a topic that does not exist; FlinkError
   *   for an argument that it never reads; nothing was submitted then
   * @throws SavepointError if there is no savepoint at `savepointPath`, as far as that can be seen from here; nothing was submitted
   * @throws TooFewSlotsError if it needs more task slots than the workbook's own cluster has; nothing was submitted
   * @throws TransactionsInUseError if a job that runs has one of its transactionalIdPrefixes
   * @throws ClusterUnreachableError, RestError if Flink is away or refuses the job; SubmissionLostError if it may run
   */
  submit(job: string | JobBundle, options?: SubmitOptions): Promise<JobHandle>;
  /**
   * Submits a job for as long as `use` runs: the job is cancelled when it returns or throws, unless it has ended by then.
   *
   * @returns what `use` returns
   */
  submit<R>(job: string | JobBundle, use: (handle: JobHandle) => R | Promise<R>): Promise<R>;
  submit<R>(job: string | JobBundle, options: SubmitOptions, use: (handle: JobHandle) => R | Promise<R>): Promise<R>;
  async submit<R>(
    job: string | JobBundle,
    optionsOrUse: SubmitOptions | ((handle: JobHandle) => R | Promise<R>) = {},
    useWithOptions?: (handle: JobHandle) => R | Promise<R>,
  ): Promise<JobHandle | R> {
    const [options, use] = typeof optionsOrUse === 'function' ? [{}, optionsOrUse] : [optionsOrUse, useWithOptions];
    const handle = await this.#submit(job, options);
    return use ? cancelAfter(handle, use) : handle;
  }

  /**
   * Makes sure that Flink answers, and is one that the runner is made for. What of the workbook's own services has died is
   * started again first, which standard error tells, for a client that was made without an address.
   *
   * @throws FlinkError if a service does not start, or if it is another Flink
   */
  requireServices(): Promise<void> {
    return this.#isOurs ? requireServices(this.rest, () => this.#requireFit()) : this.#requireFit();
  }

  async #submit(job: string | JobBundle, options: SubmitOptions): Promise<JobHandle> {
    const fit = this.requireServices();
    fit.catch(() => {});
    const { checked, ...prepared } = await planWhileChecking(job, { missingTopics: 'refuse', ...options });
    await fit;
    return this.#start(
      {
        id: options.id ?? newJobId(),
        url: this.url,
        ...prepared,
        command: options.command,
        checkpointDirectory: undefined,
      },
      options,
      checked,
    );
  }

  /**
   * Submits a lost job again, from the newest checkpoint that it completed: same code, same plan, a new id. For after a
   * JobManager ended, when Flink knows none of its jobs any more.
   *
   * @throws JobGoneError if this machine did not submit the job, SavepointError if there is no checkpoint to start from
   */
  async resubmitFromLatestCheckpoint(job: JobHandle | string, options: RunOptions = {}): Promise<JobHandle> {
    const record = typeof job === 'string' ? this.records.load(job) : job.record;
    if (!record) throw new JobGoneError(typeof job === 'string' ? job : job.id);
    const { checkpointDirectory: directory, id } = record;
    const savepointPath = directory === undefined ? undefined : latestCheckpoint(directory, id);
    if (savepointPath === undefined) {
      const why = record.plan.settings.checkpointing ? 'no checkpoint of it is left' : 'it makes no checkpoints';
      throw new SavepointError(`Job ${record.plan.job} is gone and can't be resumed, because ${why}. Submit it again.`);
    }
    const handle = await this.#start(
      { ...record, id: options.id ?? newJobId(), url: this.url },
      { ...options, savepointPath },
    );
    // The new job stands for it.
    this.records.end(id);
    return handle;
  }

  /** All jobs that the cluster knows, the newest first. */
  async list(signal?: AbortSignal): Promise<JobSummary[]> {
    const { jobs } = await this.rest.get<JobOverview>('/jobs/overview', signal);
    for (const { jid, state } of jobs) if (hasEnded(state)) this.records.end(jid);
    return jobs
      .map((job) => {
        const tasks = taskCounts(job.tasks);
        return {
          id: job.jid,
          name: job.name,
          state: deployedState(job.state, tasks),
          tasks,
          startTime: job['start-time'],
          endTime: job['end-time'] > 0 ? job['end-time'] : undefined,
        };
      })
      .sort((a, b) => b.startTime - a.startTime);
  }

  /**
   * The jobs that the workbook's JobManager forgot when it ended, once: who asks again is not told of them again.
   *
   * @param known the jobs that it knows now
   */
  takeLost(known: readonly JobSummary[]): LostJob[] {
    return takeLostJobs(this.records, this.url, new Set(known.map(({ id }) => id)));
  }

  /** The job of this id or name that was lost with the JobManager, also where its loss was told before. */
  lostJob(idOrName: string): LostJob | undefined {
    return findLostJob(this.records, this.url, idOrName);
  }

  /**
   * A job by its id, by the beginning of its id, or by its name (the newest of that name, a living one first).
   *
   * @throws UnknownJobError that names the nearest job
   */
  async job(idOrName: string, signal?: AbortSignal): Promise<JobHandle> {
    const jobs = await this.list(signal);
    const living = (job: JobSummary) => (job.endTime === undefined ? 0 : 1);
    const named = jobs.filter(({ name }) => name === idOrName).sort((a, b) => living(a) - living(b));
    const byId = idOrName.length >= 4 ? jobs.filter(({ id }) => id.startsWith(idOrName.toLowerCase())) : [];
    if (byId.length > 1) {
      throw new UnknownJobError(`${byId.length} jobs have an id that begins with ${idOrName}: give more of it.`);
    }
    const found = byId[0] ?? named[0];
    if (found) return this.handle(found);
    const close = nearest(idOrName, new Set(jobs.map(({ name }) => name)));
    const hint = close
      ? `Did you mean ${close}?`
      : jobs.length > 0
        ? 'See "npm run flink list".'
        : 'The cluster has no jobs.';
    throw new UnknownJobError(`There is no job ${idOrName} at ${this.url}. ${hint}`);
  }

  /** The job of a line of the list. */
  handle({ id, name }: Pick<JobSummary, 'id' | 'name'>): JobHandle {
    return new JobHandle(this.rest, id, name, this.records.load(id), this.records);
  }

  /** @param checked resolves when the job may be started; meanwhile its jar is on its way */
  async #start(record: JobRecord, options: RunOptions, checked?: Promise<PlanWarning[]>): Promise<JobHandle> {
    const { id, bundle, plan, submission } = record;
    const { savepointPath, allowNonRestoredState, parallelism, signal } = options;
    if (savepointPath !== undefined) await this.#requireSavepoint(plan.job, savepointPath);
    if (await hasFixedSlots(this.url)) await requireSlots(this.rest, record, { parallelism, signal });
    const directory = plan.settings.checkpointing ? await checkpointDirectory(this.rest, signal) : undefined;
    await requireFreeTransactions(this.rest, plan, { signal });
    signal?.throwIfAborted();
    // From here to the job's handle nothing is broken off half-way: neither a jar nor a job may be left behind.
    let remembered: JobRecord = { ...record, checkpointDirectory: directory };
    // Before Flink starts it: a job that runs can always be explained.
    this.records.save(remembered);
    try {
      await withUploadedJar(this.rest, jarName(plan.job, id), packJob(bundle, plan, submission), async (route) => {
        const warnings = (await checked) ?? [];
        if (warnings.length > record.warnings.length) {
          remembered = { ...remembered, warnings };
          this.records.save(remembered);
        }
        const request = { entryClass: ENTRY_CLASS, savepointPath, allowNonRestoredState, parallelism };
        await startJob(this.rest, route, { id, name: plan.job }, request);
      });
    } catch (error) {
      if (!(error instanceof SubmissionLostError)) this.records.remove(id);
      throw error instanceof RestError ? this.#refusal(plan.job, error, savepointPath) : error;
    }
    const handle = new JobHandle(this.rest, id, plan.job, remembered, this.records);
    try {
      await requireFreeTransactions(this.rest, plan, { own: id });
    } catch (error) {
      await handle.cancel();
      throw error;
    }
    if (signal?.aborted) {
      await handle.cancel();
      throw signal.reason;
    }
    return handle;
  }

  /** Flink would take the job first, and list it as failed afterwards. */
  async #requireSavepoint(job: string, savepoint: string): Promise<void> {
    const fault = (await readsThisDisk(this.url)) ? savepointFault(savepoint) : undefined;
    if (fault !== undefined) throw new SavepointError(`Job ${job} was not submitted: ${fault}`);
  }

  /** Asked once: what answers must be a Flink that the runner is made for. @throws FlinkError */
  #requireFit(): Promise<void> {
    this.#fit ??= requireFlink2(this.rest);
    // Away now does not mean away the next time.
    this.#fit.catch(() => {
      this.#fit = undefined;
    });
    return this.#fit;
  }

  #refusal(job: string, { status, request, details }: RestError, savepoint: string | undefined): RestError {
    const restore = savepoint === undefined ? undefined : explainRestoreRefusal(details, savepoint);
    const reason = /ClassNotFoundException: workbook\.flink\./.test(details)
      ? `Flink at ${this.url} has no runner for TypeScript jobs: runner.jar and GraalJS belong in its lib folder. ` +
        '"npm run services up" starts a Flink that has them.'
      : `Flink refused job ${job}: ${restore ?? explainInfrastructure(details) ?? rootCause(details)}`;
    return new RestError(reason, status, request, details);
  }
}

function taskCounts({ total, running, finished, scheduled }: JobOverview['jobs'][number]['tasks']): TaskCounts {
  return { total, running: running + finished, waiting: scheduled };
}

async function cancelAfter<R>(handle: JobHandle, use: (handle: JobHandle) => R | Promise<R>): Promise<R> {
  let result: R;
  try {
    result = await use(handle);
  } catch (error) {
    // What was thrown says more than a cancellation that did not work either.
    await handle.cancel().catch(() => {});
    throw error;
  }
  await handle.cancel();
  return result;
}

/** A new id for a job. It is chosen here and not by Flink, so that the submission is remembered before the job starts. */
export function newJobId(): string {
  return randomBytes(16).toString('hex');
}
