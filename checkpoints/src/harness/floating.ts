/** Promises of the learner's that failed with nobody waiting for them, and which function had started them. */
import { setTimeout as delay } from 'node:timers/promises';
import { fail, TaskMistake } from './mistakes.js';

/** Such a failure shows within this time after the function's end. */
const SETTLING_MS = 20;
const FORGOTTEN = 'forgotten-await';

export class Floating {
  readonly #failures: { reason: unknown; name: string | undefined }[] = [];
  #last: { name: string; endedAt: number } | undefined;

  /** A promise has failed unheard: a function of a moment ago has left it. */
  hear(reason: unknown): void {
    this.#failures.push({ reason, name: this.#settling() > 0 ? this.#last?.name : undefined });
  }

  /** A function has ended; the task goes on while it settles. */
  ended(name: string): void {
    this.#last = { name, endedAt: performance.now() };
  }

  /**
   * @param name the function that has just ended
   * @throws TaskMistake if a promise has failed unheard
   */
  refuse(name: string): void {
    const [first] = this.#failures;
    if (first) failUnheard(first.name ?? name, first.reason);
  }

  /**
   * Awaits a task, and then until its last function has settled.
   * @throws TaskMistake if a function has left a promise that failed: whatever else is wrong follows from it
   */
  async settled(task: Promise<void>): Promise<void> {
    const [outcome] = await Promise.allSettled([task]);
    const error: unknown = outcome.status === 'rejected' ? outcome.reason : undefined;
    // Such a mistake already says where.
    if (!(error instanceof TaskMistake && error.mistake.id === FORGOTTEN)) await this.#settle();
    if (outcome.status === 'rejected') throw error;
  }

  async #settle(): Promise<void> {
    const ms = this.#settling();
    if (ms > 0) await delay(Math.ceil(ms));
    const left = this.#failures.find(({ name }) => name !== undefined);
    if (left?.name !== undefined) failUnheard(left.name, left.reason);
  }

  /** Forgets everything. */
  clear(): void {
    this.#failures.length = 0;
    this.#last = undefined;
  }

  /** For how long the last function has still to settle, in ms. */
  #settling(): number {
    return this.#last ? this.#last.endedAt + SETTLING_MS - performance.now() : 0;
  }
}

function failUnheard(name: string, reason: unknown): never {
  const message = reason instanceof Error ? reason.message : String(reason);
  fail(FORGOTTEN, {
    message: `${name} started something that failed later, and nobody waited for it: ${message}`,
  });
}
