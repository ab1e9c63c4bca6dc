/** One evaluation of a bundle in a worker thread, which is ended whatever the bundle does. */

import { Worker } from 'node:worker_threads';
import { escapeText } from '@workbook/terminal';
import { onAbort } from '../cluster/on-abort.js';
import type { EvaluationPhase } from '../failures/errors.js';
import { PLAN_WORKER_FILE } from './library.js';
import type { PlanReply, PlanRequest } from './plan-worker.js';
import { threadTime } from './thread-time.js';

/** Memory for evaluating a job, in MB: a plan needs a few, and a runaway is stopped before the machine suffers. */
export const MEMORY_MB = 256;

/** How often an evaluation's processor time is looked at, in ms. */
const LOOK_MS = 100;
/** What waits and computes nothing is given up after so many times its limit. */
const PATIENCE = 12;
/** A worker that watches ends by itself; it is ended this much later, in ms, if it does not. */
const GRACE_MS = 3000;

export type Outcome =
  | Extract<PlanReply, { type: 'planned' | 'threw' | 'sampled' }>
  | { type: 'timeout' }
  | { type: 'memory' }
  | { type: 'failed'; error: unknown };

/** A worker that waits for its evaluation. */
let spare: Worker | undefined;

/** Starts a worker for the next evaluation, which then waits less. It does not keep the process alive. */
export function prepareEvaluation(): void {
  if (spare) return;
  const worker = newWorker();
  worker.unref();
  const gone = () => {
    if (spare === worker) spare = undefined;
  };
  worker.once('error', gone).once('exit', gone);
  spare = worker;
}

function takeWorker(): Worker {
  const worker = spare ?? newWorker();
  spare = undefined;
  worker.ref();
  return worker;
}

function newWorker(): Worker {
  // What a command loads first (--import) is of no use in the thread, and would be waited for in each.
  return new Worker(PLAN_WORKER_FILE, { execArgv: [], resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB } });
}

interface EvaluationOptions {
  /**
   * How much processor time the module may have, and then its build function, in ms; for a machine that is busy with other
   * things, the clock says nothing.
   */
  timeoutMs: number;
  onConsole?: (line: string, level: string) => void;
}

/** Ends a part of an evaluation that takes too long. */
class Limit {
  #timer: NodeJS.Timeout | undefined;

  /** @param sampleMs given for a worker that watches, and ends by itself after this time */
  constructor(
    private readonly timeoutMs: number,
    private readonly sampleMs: number | undefined,
  ) {}

  /** The next part begins: it has the whole time again. */
  begin(thread: string | undefined, expire: () => void): void {
    this.end();
    if (this.sampleMs !== undefined) {
      this.#timer = setTimeout(expire, this.sampleMs + GRACE_MS);
      return;
    }
    const [start, used] = [performance.now(), threadTime(thread)];
    this.#timer = setInterval(() => {
      const waited = performance.now() - start;
      // A thread can't have had more than the clock says.
      if (waited < this.timeoutMs) return;
      if (threadTime(thread) - used >= this.timeoutMs || waited >= this.timeoutMs * PATIENCE) expire();
    }, LOOK_MS);
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}

export class Evaluation {
  /** What was evaluated last. */
  phase: EvaluationPhase = 'module';
  elapsedMs = 0;

  constructor(
    private readonly request: PlanRequest,
    private readonly options: EvaluationOptions,
  ) {}

  /** @throws the signal's reason if it is aborted first */
  async outcome(signal?: AbortSignal): Promise<Outcome> {
    signal?.throwIfAborted();
    const start = performance.now();
    const worker = takeWorker();
    const limit = new Limit(this.options.timeoutMs, this.request.sampleMs);
    let done: (() => void) | undefined;
    let outcome: Outcome | undefined;
    try {
      outcome = await new Promise<Outcome>((resolve, reject) => {
        const expire = () => resolve({ type: 'timeout' });
        limit.begin(undefined, expire);
        done = signal && onAbort(signal, () => reject(signal.reason));
        worker.on('message', (message: PlanReply) => {
          if (message.type === 'phase') limit.begin(message.thread, expire);
          this.#receive(message, resolve);
        });
        worker.on('error', (error: NodeJS.ErrnoException) =>
          resolve(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? { type: 'memory' } : { type: 'failed', error }),
        );
        worker.on('exit', () =>
          resolve({ type: 'failed', error: new Error('The evaluation of the job ended early.') }),
        );
        worker.postMessage(this.request);
      });
      return outcome;
    } finally {
      this.elapsedMs = performance.now() - start;
      limit.end();
      done?.();
      // Only what may still be running is waited for.
      const ended = worker.terminate();
      if (outcome?.type !== 'planned') await ended;
    }
  }

  #receive(message: PlanReply, resolve: (outcome: Outcome) => void): void {
    if (message.type === 'phase') this.phase = message.phase;
    else if (message.type === 'console') this.#print(message.text, message.level);
    else resolve(message);
  }

  /** Text of the author's may hold control characters; only its line breaks are kept. */
  #print(text: string, level: string): void {
    const line = escapeText(text);
    if (this.options.onConsole) this.options.onConsole(line, level);
    else if (level === 'error' || level === 'warn') console.error(line);
    else console.log(line);
  }
}
