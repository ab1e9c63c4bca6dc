/** Starts and stops a pipeline's programs, and knows whether somebody else runs it. */
import { createTopics } from '@workbook/services';
import type { PipelineStatus } from '../../api/pipelines.js';
import type { ConsoleContext } from '../context.js';
import { ConsoleProblem } from '../problem.js';
import type { PipelineSpec } from './pipelines.js';
import { Program } from './program.js';

interface JobNames {
  jobs: { name: string; 'end-time': number }[];
}

export class PipelineRun {
  readonly #programs: readonly Program[];
  #starting = false;

  constructor(
    readonly spec: PipelineSpec,
    private readonly context: ConsoleContext,
  ) {
    this.#programs = spec.programs.map((program) => new Program(program));
  }

  get #running(): boolean {
    return this.#programs.some((program) => program.isRunning);
  }

  async status(): Promise<PipelineStatus> {
    const { id, title, description, job } = this.spec;
    const running = this.#running || this.#starting;
    const elsewhere = !running && (await this.#jobRuns().catch(() => false));
    return {
      id,
      title,
      description,
      running,
      elsewhere: elsewhere ? `Its job "${job}" runs already: it was started in a terminal or a notebook.` : undefined,
      programs: this.#programs.map(({ view }) => view),
    };
  }

  /** @throws ConsoleProblem when it runs already, or Kafka or Flink does not */
  async start(): Promise<void> {
    if (this.#running || this.#starting) throw new ConsoleProblem('refused', 'It runs already.');
    this.#starting = true;
    try {
      if (await this.#jobRuns()) {
        throw new ConsoleProblem(
          'refused',
          `A job "${this.spec.job}" runs already, started in a terminal or a notebook. Two of them would write the same topics.`,
          { remedy: 'End that one first: with Ctrl-C in its terminal, or by cancelling it on its page here.' },
        );
      }
      // Kafka is asked first, because it says at once when it is away.
      await this.context.kafka.withReader((reader) => reader.describe([]));
      await createTopics(this.context.settings);
      for (const program of this.#programs) program.start(this.context.settings);
    } finally {
      this.#starting = false;
    }
  }

  /** Ends what was started from here, in good order; the last first. */
  stop(): void {
    for (const program of [...this.#programs].reverse()) program.stop();
  }

  async #jobRuns(): Promise<boolean> {
    const { jobs } = await this.context.flink.get<JobNames>('/jobs/overview');
    return jobs.some(({ name, 'end-time': ended }) => name === this.spec.job && ended < 0);
  }
}
