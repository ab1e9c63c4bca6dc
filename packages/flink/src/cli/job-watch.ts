/** Says on standard error what happens to a job, until it has ended. */
import { paint } from '@workbook/terminal';
import { DeploymentReport } from '../cluster/deployment.js';
import type { JobHandle } from '../cluster/job-handle.js';
import { hasEnded, type JobState } from '../cluster/job-status.js';
import { sleep } from '../cluster/poll.js';
import { wordFor } from './output.js';

/** How often the job's state is asked for, in ms. */
const STATUS_INTERVAL_MS = 150;

export function say(sentence: string): void {
  console.error(paint('dim', sentence, process.stderr));
}

/** Watches a job from its submission on. */
export class JobWatch {
  readonly #job: JobHandle;
  readonly #signal: AbortSignal;
  readonly #deployment = new DeploymentReport(say);
  #hasRun = false;
  /** As far as they were told. */
  #restarts = 0;
  #failure: string | undefined;

  constructor(job: JobHandle, signal: AbortSignal) {
    this.#job = job;
    this.#signal = signal;
  }

  /** @throws JobFailedError if the job failed for good; the signal's reason when it is aborted */
  async untilItEnds(): Promise<void> {
    for (let shown: JobState | undefined; ; await sleep(STATUS_INTERVAL_MS, this.#signal)) {
      const status = await this.#job.status(this.#signal);
      const { state } = status;
      this.#deployment.hear(status);
      if (state !== shown) await this.#announce(state);
      shown = state;
      if (state === 'FAILED') await this.#job.waitFor('FINISHED', { signal: this.#signal });
      if (hasEnded(state)) return;
    }
  }

  async #announce(state: JobState): Promise<void> {
    const { name, dashboardUrl } = this.#job;
    // A job that restarts at once may be seen deploying, or running again, only.
    if (state === 'RESTARTING' || (this.#hasRun && !hasEnded(state))) await this.#announceRestart();
    if (state === 'RUNNING' && !this.#hasRun) {
      this.#hasRun = true;
      console.error(paint('green', `Job ${name} runs: ${dashboardUrl}`, process.stderr));
      say('Ctrl-C cancels it.');
    } else if (state === 'RUNNING') {
      console.error(paint('green', `Job ${name} runs again.`, process.stderr));
    } else if (state === 'FINISHED' || state === 'CANCELED') {
      console.error(`Job ${name} is ${wordFor(state)}.`);
    }
  }

  /** A failure that comes again and again is told once. */
  async #announceRestart(): Promise<void> {
    const { cause, restarts } = await this.#job.restarts(this.#signal);
    const isKnown = this.#failure === cause?.message;
    if (!cause || (restarts === this.#restarts && isKnown)) return;
    this.#restarts = restarts;
    const times = restarts > 1 ? `, for the ${ordinal(restarts)} time` : '';
    const what = `Job ${this.#job.name} ${restarts === 0 ? 'can not run yet, and Flink tries again' : `restarts${times}`}`;
    this.#failure = cause.message;
    const sentence = isKnown ? `${what}, after the same failure.` : `${what}. ${cause.message}`;
    console.error(paint('yellow', sentence, process.stderr));
  }
}

/** `2nd`, `13th`, `21st` */
function ordinal(n: number): string {
  const ending = n % 100 >= 11 && n % 100 <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th');
  return `${n}${ending}`;
}
