import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** One of the pipelines' programs, as a person starts it, without a terminal. */
export class Program {
  output = '';
  readonly #child: ChildProcess;
  readonly #exit: Promise<number | null>;

  /** @param file the program, such as `transactions/demo.ts` */
  constructor(file: string, args: readonly string[], home: string) {
    const path = fileURLToPath(new URL(`../../${file}`, import.meta.url));
    this.#child = spawn(process.execPath, ['--import', 'tsx', path, ...args], {
      env: { ...process.env, WORKBOOK_HOME: home },
      stdio: ['ignore', 'pipe', 'pipe'],
      // The leader of a group, as in a terminal.
      detached: true,
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.output += text;
        this.#child.emit('output');
      });
    }
    this.#exit = once(this.#child, 'close').then(([code]) => code as number | null);
  }

  /** Waits until the output matches. */
  async says(pattern: RegExp, deadlineMs = 300_000): Promise<void> {
    const signal = AbortSignal.timeout(deadlineMs);
    while (!pattern.test(this.output)) {
      const ended = await Promise.race([
        once(this.#child, 'output', { signal }).then(() => false),
        this.#exit.then(() => true),
      ]).catch(() => true);
      if (ended && !pattern.test(this.output)) throw new Error(`${pattern} was never said. Output:\n${this.output}`);
    }
  }

  /** Presses Ctrl-C: a terminal sends it to all processes of the group, so also to the program's children. */
  interrupt(): void {
    if (this.#child.exitCode === null && this.#child.pid !== undefined) process.kill(-this.#child.pid, 'SIGINT');
  }

  /** As `head` does when it has seen enough. */
  closeOutput(): void {
    this.#child.stdout?.destroy();
  }

  /** Waits for the end, and returns the exit code. */
  ends(): Promise<number | null> {
    return this.#exit;
  }

  /** For clean-up: ends it at once, if it still runs. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exit;
  }
}
