import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { GuardDuty } from './guard-duty.js';

/**
 * A second process that outlives this one, to end the Flink job that this one runs. `kill -9`, a terminal that is closed, a
 * lack of memory: whatever ends this program, the pipe between the two breaks, and the guard does its duty. A job that
 * has ended by then in good order is left as it is.
 */
export class JobGuard {
  /** The program that the job belongs to, as its user types it. */
  readonly command: string;
  readonly #pipe: Socket;

  constructor(duty: GuardDuty) {
    this.command = duty.command;
    const cli = fileURLToPath(new URL('job-guard-cli.ts', import.meta.url));
    const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), cli], {
      // In a session of its own: Ctrl-C and the end of the terminal don't reach it.
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    this.#pipe = child.stdin as Socket;
    // Without a guard a program works as well.
    child.on('error', () => {});
    this.#pipe.on('error', () => {});
    child.unref();
    this.#pipe.unref();
    this.#tell(duty);
  }

  /** Names the job that the guard ends, before it is submitted; one that was named earlier is forgotten. */
  guard(jobId: string): void {
    this.#tell(jobId);
  }

  #tell(what: unknown): void {
    this.#pipe.write(`${JSON.stringify(what)}\n`);
  }
}
