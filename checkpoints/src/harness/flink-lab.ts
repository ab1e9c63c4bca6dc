/** Flink as a task sees it: the learner's job as a plan, and at work on the live cluster. */
import type { BatchFunction, FlinkClient, FunctionService, JobBundle, JobHandle, Plan } from '@workbook/flink';
import type { Settings } from '@workbook/services';
import { jobsFolder, type Run } from '../run.js';
import { flinkMistake } from './flink-mistakes.js';

/** How often a running job is asked for failures, in ms. */
const WATCH_MS = 250;

export class FlinkLab {
  readonly #jobs: JobHandle[] = [];
  readonly #services: FunctionService[] = [];
  #bundle: Promise<JobBundle> | undefined;

  constructor(
    private readonly settings: Settings,
    private readonly run: Run,
    private readonly file: string,
  ) {}

  /**
   * The graph that the learner's job builds for these arguments, without submitting anything.
   * @throws TaskMistake for a job that builds none
   */
  async plan(args: Record<string, unknown>): Promise<Plan> {
    const { planJob } = await import('@workbook/flink');
    return this.#blamed(async () => (await planJob(await this.#bundled(), args)).plan);
  }

  /**
   * Submits the learner's job. It is cancelled after the lesson's last task, or by whoever sweeps up after a killed run.
   * @throws TaskMistake for a job that can't be submitted
   */
  async submit(args: Record<string, unknown>): Promise<JobHandle> {
    const client = await this.#client();
    const job = await this.#blamed(async () => client.submit(await this.#bundled(), { args }));
    this.#jobs.push(job);
    return job;
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
      return await Promise.race([awaited, this.#failureOf(job, done.signal)]);
    } finally {
      done.abort();
    }
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#jobs.map((job) => job.cancel({ timeoutMs: 10_000 })));
    await Promise.allSettled(this.#services.map((service) => service.close()));
  }

  async #failureOf(job: JobHandle, signal: AbortSignal): Promise<never> {
    const { setTimeout: delay } = await import('node:timers/promises');
    return this.#blamed(async () => {
      for (;;) {
        const failure = await job.failure(signal);
        if (failure) throw failure;
        await delay(WATCH_MS, undefined, { signal });
      }
    });
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
