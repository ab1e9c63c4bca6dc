/** One evaluation of a bundle in a worker thread, which is ended whatever the bundle does. */
import { Worker } from 'node:worker_threads';
import type { EvaluationPhase } from './errors.js';
import { PLAN_WORKER_FILE } from './library.js';
import type { PlanReply, PlanRequest } from './plan-worker.js';
import { escapeLines } from './printable.js';

/** Memory for evaluating a job, in MB: a plan needs a few, and a runaway is stopped before the machine suffers. */
export const MEMORY_MB = 256;

/** The worker stops a loop by itself. This is how much later it is ended if even that does not work, in ms. */
const GRACE_MS = 3000;

export type Outcome =
  | Extract<PlanReply, { type: 'planned' | 'threw' | 'timeout' | 'sampled' }>
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
  return new Worker(PLAN_WORKER_FILE, { resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB } });
}

interface EvaluationOptions {
  onConsole?: (line: string, level: string) => void;
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
    let guard: NodeJS.Timeout | undefined;
    let abort: (() => void) | undefined;
    let outcome: Outcome | undefined;
    try {
      outcome = await new Promise<Outcome>((resolve, reject) => {
        const watch = () => {
          clearTimeout(guard);
          guard = setTimeout(() => resolve({ type: 'timeout' }), this.request.timeoutMs + GRACE_MS);
        };
        watch();
        abort = () => reject(signal?.reason);
        signal?.addEventListener('abort', abort);
        worker.on('message', (message: PlanReply) => {
          if (message.type === 'phase') watch();
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
      clearTimeout(guard);
      if (abort) signal?.removeEventListener('abort', abort);
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
    const line = escapeLines(text);
    if (this.options.onConsole) this.options.onConsole(line, level);
    else if (level === 'error' || level === 'warn') console.error(line);
    else console.log(line);
  }
}
