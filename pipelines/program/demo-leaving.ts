import { setTimeout as sleep } from 'node:timers/promises';
import { counted } from './text.js';

/** How long tidying up may take when a service is away, in ms. */
const CLEAN_UP_MS = 10_000;

type Part = 'job' | 'groups' | 'parts';

/** What a run tidies up when it leaves, and what of it could not be done. */
export class Leaving {
  readonly #undone = new Map<Promise<unknown>, Part>();
  readonly #deadline = sleep(CLEAN_UP_MS, undefined, { ref: false });

  /** Begins a piece of it. One that fails or takes too long stays undone. */
  try(part: Part, work: Promise<unknown> | undefined): void {
    if (!work) return;
    this.#undone.set(work, part);
    work.then(
      () => this.#undone.delete(work),
      () => {},
    );
  }

  /** Resolves when all that was begun has ended, or the time is up. */
  async done(): Promise<void> {
    await Promise.race([Promise.allSettled([...this.#undone.keys()]), this.#deadline]);
  }

  /**
   * What became of a run that its user left, in sentences that are true.
   *
   * @param unsent what Kafka has not confirmed: how many of what
   */
  describe(unsent: number, thing: string): string {
    const undone = new Set(this.#undone.values());
    const job = undone.has('job')
      ? 'the job could not be cancelled, for Flink does not answer. If Flink was stopped, its jobs ended with it.'
      : 'the job was cancelled.';
    const groups = undone.has('groups')
      ? " Kafka does not answer: this run's consumer groups stay, and the next demo removes them."
      : '';
    const lost = unsent > 0 ? `${counted(unsent, thing)} ${unsent === 1 ? 'was' : 'were'} not sent, and ` : '';
    return `Left before the end: ${lost}${job}${groups}`;
  }
}
