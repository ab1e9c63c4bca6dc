/** Flink as a task sees it: the learner's job as a plan, and at work on the live cluster. */
import type { BatchFunction, FlinkClient, FunctionService, JobBundle, JobHandle } from '@workbook/flink';
import type { Settings } from '@workbook/services';
import { jobsFolder, type Run } from '../grading/run.js';
import { flinkMistake } from './flink-mistakes.js';
import { JobGraph } from './job-graph.js';
import { SlotShare } from './slot-share.js';

/** How often a running job is asked for failures, in ms. */
const WATCH_MS = 250;
/** How long a job may take to end that is cancelled; what is left then, the sweep removes. */
const CANCEL_MS = 10_000;
/** A job that is still being written reads only some of its arguments. What is wrong with its windows, the tasks say better. */
const UNFINISHED = { allowUnreadArgs: true, onWarning: () => {} };

export class FlinkLab {
  /** The jobs at work, and how each gives its task slots back. */
  readonly #jobs = new Map<JobHandle, () => void>();
  readonly #services: FunctionService[] = [];
  readonly #graphs = new Map<string, Promise<JobGraph>>();
  readonly #ending: Promise<unknown>[] = [];
  readonly #share = new SlotShare();
  #bundle: Promise<JobBundle> | undefined;

  constructor(
    private readonly settings: Settings,
    private readonly run: Run,
    private readonly file: string,
  ) {}

  /** Bundles the job while the check is busy with something else, such as loading it; whoever needs the bundle hears of its mistakes. */
  bundleAhead(): void {
    this.#bundled().catch(() => undefined);
  }

  /**
   * The graph that the learner's job builds for these arguments, without submitting anything. It is built once.
   * @throws TaskMistake for a job that builds none
   */
  graph(args: Record<string, unknown>): Promise<JobGraph> {
    const key = JSON.stringify(args);
    const graph = this.#graphs.get(key) ?? this.#build(args);
    this.#graphs.set(key, graph);
    return graph;
  }

  /**
   * Submits the learner's job, when the check's share of the cluster has task slots for it: so long as others take them,
   * until they are released. It is cancelled after the lesson's last task, or by whoever sweeps up after a killed run.
   * @throws TaskMistake for a job that can't be submitted
   */
  async submit(args: Record<string, unknown>): Promise<JobHandle> {
    const [client, { slots }] = await Promise.all([this.#client(), this.graph(args)]);
    const giveBack = await this.#share.take(slots);
    try {
      const job = await this.#blamed(async () => client.submit(await this.#bundled(), { ...UNFINISHED, args }));
      this.#jobs.set(job, giveBack);
      return job;
    } catch (error) {
      giveBack();
      throw error;
    }
  }

  /** Serves a function to the learner's job. It is served until the lesson's last task has ended. */
  async serve<IN, OUT>(name: string, fn: BatchFunction<IN, OUT>): Promise<FunctionService> {
    const { serveFunction } = await import('@workbook/flink');
    const service = await serveFunction(name, fn);
    this.#services.push(service);
    return service;
  }

  /**
   * Waits for something that the job brings about.
   * @throws TaskMistake as soon as the job has failed
   */
  async during<T>(job: JobHandle, awaited: Promise<T>): Promise<T> {
    const done = new AbortController();
    try {
      return await this.#blamed(() => Promise.race([awaited, this.#failureOf(job, done.signal)]));
    } finally {
      done.abort();
    }
  }

  /** Begins to cancel a job that has done its part, so that nobody has to wait for it at the end. */
  release(job: JobHandle): void {
    const giveBack = this.#jobs.get(job);
    if (!giveBack) return;
    this.#jobs.delete(job);
    this.#ending.push(
      job
        .cancel({ timeoutMs: CANCEL_MS })
        .catch(() => undefined)
        .finally(giveBack),
    );
  }

  async close(): Promise<void> {
    for (const job of this.#jobs.keys()) this.release(job);
    await Promise.all(this.#ending);
    await Promise.allSettled(this.#services.map((service) => service.close()));
  }

  async #failureOf(job: JobHandle, signal: AbortSignal): Promise<never> {
    const { setTimeout: delay } = await import('node:timers/promises');
    for (;;) {
      const failure = await job.failure(signal);
      if (failure) throw failure;
      await delay(WATCH_MS, undefined, { signal });
    }
  }

  async #build(args: Record<string, unknown>): Promise<JobGraph> {
    const { planJob } = await import('@workbook/flink');
    const options = { ...UNFINISHED, stalledWindows: 'warn' } as const;
    return this.#blamed(async () => new JobGraph((await planJob(await this.#bundled(), args, options)).plan));
  }

  #bundled(): Promise<JobBundle> {
    this.#bundle ??= import('@workbook/flink').then(({ bundleJob }) => bundleJob(this.file));
    return this.#bundle;
  }

  async #client(): Promise<FlinkClient> {
    const { FlinkClient } = await import('@workbook/flink');
    return new FlinkClient(this.settings.flink.url, { mapsDirectory: jobsFolder(this.run) });
  }

  async #blamed<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw flinkMistake(error, this.file) ?? error;
    }
  }
}
