/** Flink as a task sees it: the learner's job on the live cluster, cancelled when the lesson is over. */
import type { FlinkClient, JobHandle, Plan } from '@workbook/flink';
import type { Settings } from '@workbook/services';
import { jobsFolder, type Run } from '../run.js';

export class FlinkLab {
  readonly #jobs: JobHandle[] = [];

  constructor(
    private readonly settings: Settings,
    private readonly run: Run,
    private readonly file: string,
  ) {}

  /** The graph that the learner's job builds, without submitting anything. */
  async plan(args: Record<string, unknown>): Promise<Plan> {
    const { prepareJob } = await import('@workbook/flink');
    return (await prepareJob(this.file, { args, typeCheck: false })).plan;
  }

  /** Submits the learner's job. It is cancelled after the lesson's last task, or by whoever sweeps up after a killed run. */
  async submit(args: Record<string, unknown>): Promise<JobHandle> {
    const client = await this.#client();
    const job = await client.submit(this.file, { args, typeCheck: false });
    this.#jobs.push(job);
    return job;
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#jobs.map((job) => job.cancel({ timeoutMs: 10_000 })));
  }

  async #client(): Promise<FlinkClient> {
    const { FlinkClient } = await import('@workbook/flink');
    return new FlinkClient(this.settings.flink.url, { mapsDirectory: jobsFolder(this.run) });
  }
}
