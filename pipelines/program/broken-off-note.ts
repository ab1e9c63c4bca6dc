import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** What a guard leaves for the next demo of a pipeline: that it cancelled the job of one that was killed. */
export class BrokenOffNote {
  readonly #file: string;

  /**
   * @param home the folder of the services' state
   * @param name the pipeline's name
   */
  constructor(home: string, name: string) {
    this.#file = path.join(home, `${name}-broken-off.txt`);
  }

  /** @param pid the process of the demo that was killed */
  write(pid: number, jobId: string): void {
    writeFileSync(
      this.#file,
      `A demo that was killed (process ${pid}) had left its job ${jobId.slice(0, 8)} behind: it was cancelled.`,
    );
  }

  /** The sentence, once; undefined if there is none. */
  take(): string | undefined {
    try {
      const sentence = readFileSync(this.#file, 'utf8');
      rmSync(this.#file, { force: true });
      return sentence;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw error;
    }
  }
}
