/** A program of the video pipeline as a process of its own, so that its memory and its processor time are its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Settings } from '@workbook/services';
import type { Scope } from '../measure.js';

export class VideoProgram {
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  #output = '';

  /** @param file the program in pipelines/video */
  constructor(scope: Scope, settings: Settings, file: string, args: readonly string[]) {
    const path = fileURLToPath(new URL(`../../pipelines/video/${file}`, import.meta.url));
    this.#child = spawn(process.execPath, ['--import', 'tsx', path, ...args], {
      env: {
        ...process.env,
        WORKBOOK_HOME: settings.home,
        KAFKA_BOOTSTRAP_SERVERS: undefined,
        WORKBOOK_KAFKA_PORT: String(settings.ports.kafka),
        WORKBOOK_FLINK_PORT: String(settings.ports.flink),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#ended = once(this.#child, 'close');
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output = (this.#output + text).slice(-4_000);
        this.#child.emit('output');
      });
    }
    scope.onEnd(() => this.stop());
  }

  /** Undefined once it has ended. */
  get pid(): number | undefined {
    return this.#child.exitCode === null && this.#child.signalCode === null ? this.#child.pid : undefined;
  }

  /** Waits until the output matches. @throws Error with the output if the program ends before */
  async says(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.#output)) {
      const isOver = this.#ended.then(() => true);
      const ended = await Promise.race([once(this.#child, 'output').then(() => false), isOver]);
      if (ended && !pattern.test(this.#output)) throw new Error(`The program ended early:\n${this.#output}`);
    }
  }

  /** As Ctrl-C does. */
  async stop(): Promise<void> {
    if (this.pid !== undefined) this.#child.kill('SIGINT');
    await this.#ended;
  }
}
