/** Promises of the learner's that failed with nobody waiting for them, and which function had started them. */
import { setTimeout as delay } from 'node:timers/promises';
import { fail, LearnersError, TaskMistake } from './mistakes.js';

/** Such a failure shows within this time after the function's end. */
export const SETTLING_MS = 20;
const FORGOTTEN = 'forgotten-await';

export class Floating {
  /** Each with the functions that may have left it; none where none has ended a moment ago. */
  readonly #failures: { reason: unknown; names: string[] }[] = [];
  /** Oldest first. */
  readonly #ended: { name: string; endedAt: number }[] = [];

  /** A promise has failed unheard: a function of a moment ago has left it. */
  hear(reason: unknown): void {
    const settling = this.#ended.filter(({ endedAt }) => remaining(endedAt) > 0);
    this.#failures.push({ reason, names: [...new Set(settling.map(({ name }) => name))] });
  }

  /** A function has ended; the task goes on while it settles. */
  ended(name: string): void {
    this.#ended.push({ name, endedAt: performance.now() });
  }

  /**
   * @param name the function that has just ended
   * @throws TaskMistake if a promise has failed unheard
   */
  refuse(name: string): void {
    const [first] = this.#failures;
    if (first) failUnheard(first.names.length > 0 ? first.names : [name], first.reason);
  }

  /**
   * Awaits a task, and then until its last function has settled.
   * @throws TaskMistake if a function has left a promise that failed: whatever else is wrong with the learner's code follows
   * from it
   */
  async settled(task: Promise<void>): Promise<void> {
    const [outcome] = await Promise.allSettled([task]);
    const last = this.#ended.at(-1);
    if (outcome.status === 'fulfilled') {
      await this.#settle();
      if (last) this.refuse(last.name);
      return;
    }
    const error: unknown = outcome.reason;
    if (mayFollow(error)) {
      await this.#settle();
      const left = this.#failures.find(({ names }) => names.length > 0);
      if (left) failUnheard(left.names, left.reason);
    }
    throw error;
  }

  async #settle(): Promise<void> {
    const ms = remaining(this.#ended.at(-1)?.endedAt);
    if (ms > 0) await delay(Math.ceil(ms));
  }

  /** Forgets everything. */
  clear(): void {
    this.#failures.length = 0;
    this.#ended.length = 0;
  }
}

/** For how long a function has still to settle, in ms. */
function remaining(endedAt = Number.NEGATIVE_INFINITY): number {
  return endedAt + SETTLING_MS - performance.now();
}

/** Whether it may follow from such a promise: the check's own errors don't, and a forgotten await already says where. */
function mayFollow(error: unknown): boolean {
  return error instanceof LearnersError || (error instanceof TaskMistake && error.mistake.id !== FORGOTTEN);
}

function failUnheard(names: readonly string[], reason: unknown): never {
  const message = reason instanceof Error ? reason.message : String(reason);
  fail(FORGOTTEN, {
    message: `${names.join(' or ')} started something that failed later, and nobody waited for it: ${message}`,
  });
}
