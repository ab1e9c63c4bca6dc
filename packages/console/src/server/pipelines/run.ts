/** Starts and stops a pipeline's programs, and knows whether somebody else runs it. */
import { claimantOf, claimOf, createTopics, describeProgram } from '@workbook/services';
import type { PipelineStatus } from '../../api/pipelines.js';
import type { ConsoleContext } from '../context.js';
import { ConsoleProblem } from '../problem.js';
import type { PipelineSpec } from './pipelines.js';
import { Program } from './program.js';

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
    const { id, title, description } = this.spec;
    const running = this.#running || this.#starting;
    const elsewhere = running ? undefined : await this.#runsElsewhere();
    return {
      id,
      title,
      description,
      running,
      elsewhere: elsewhere && `${elsewhere} runs it.`,
      programs: this.#programs.map(({ view }) => view),
    };
  }

  /** @throws ConsoleProblem when it runs already, or Kafka or Flink does not */
  async start(): Promise<void> {
    if (this.#running || this.#starting) throw new ConsoleProblem('refused', 'It runs already.');
    this.#starting = true;
    try {
      const elsewhere = await this.#runsElsewhere();
      if (elsewhere) {
        throw new ConsoleProblem('refused', `${elsewhere} runs it already. Two of them would write the same topics.`, {
          remedy: 'End that one first, with Ctrl-C in its terminal.',
        });
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

  /** The program in a terminal that runs its job, in words. A notebook's job has topics of its own. */
  async #runsElsewhere(): Promise<string | undefined> {
    const program = await claimantOf(this.context.settings.home, claimOf(this.spec.job));
    return program && describeProgram(program);
  }
}
