/** Collects items into batches, with a bound on how many wait. */
import { counted } from '@workbook/terminal';

/** One call's worth of work. Results are in the order of the items; an Error stands for an item that failed. */
export type BatchFunction<IN, OUT> = (
  batch: readonly IN[],
  signal: AbortSignal,
) => readonly (OUT | Error)[] | Promise<readonly (OUT | Error)[]>;

export interface BatchOptions {
  /** How many items one call gets at most. */
  batchSize: number;
  /** How long an item waits for others, in ms. */
  maxWaitMs: number;
  /** How many calls run at a time. */
  concurrency: number;
}

interface Waiting<IN, OUT> {
  item: IN;
  since: number;
  /** Aborted when nobody waits for the result any more. */
  signal: AbortSignal;
  settle(result: OUT | Error): void;
}

export class Batcher<IN, OUT> {
  #queue: Waiting<IN, OUT>[] = [];
  #running = 0;
  #timer: NodeJS.Timeout | undefined;
  #hurry = false;
  readonly #idle: (() => void)[] = [];
  /** How many calls were made. */
  calls = 0;

  constructor(
    private readonly fn: BatchFunction<IN, OUT>,
    private readonly options: BatchOptions,
  ) {}

  /** How many items wait for a call. */
  get waiting(): number {
    return this.#queue.length;
  }

  /** Resolves to the item's result, or to the Error that stands for it. An item whose signal is aborted may be left out. */
  add(item: IN, signal: AbortSignal): Promise<OUT | Error> {
    return new Promise((settle) => {
      this.#queue.push({ item, since: performance.now(), signal, settle });
      this.#start();
    });
  }

  /** Works off what waits, without waiting for more, and resolves when nothing is left. */
  async drain(): Promise<void> {
    this.#hurry = true;
    this.#start();
    if (this.#running > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  #start(): void {
    clearTimeout(this.#timer);
    while (this.#queue.length > 0 && this.#running < this.options.concurrency) {
      const patience = this.options.maxWaitMs - (performance.now() - (this.#queue[0]?.since ?? 0));
      if (this.#queue.length < this.options.batchSize && patience > 0 && !this.#hurry) {
        this.#timer = setTimeout(() => this.#start(), patience);
        return;
      }
      const batch = this.#queue.splice(0, this.options.batchSize);
      const wanted = batch.filter(({ signal }) => !signal.aborted);
      for (const { signal, settle } of batch) if (signal.aborted) settle(new Error('nobody waits for it'));
      if (wanted.length > 0) void this.#run(wanted);
    }
    if (this.#running === 0 && this.#queue.length === 0) for (const resolve of this.#idle.splice(0)) resolve();
  }

  async #run(batch: Waiting<IN, OUT>[]): Promise<void> {
    this.#running++;
    this.calls++;
    const results = await this.#call(batch);
    for (const [i, { settle }] of batch.entries())
      settle(results instanceof Error ? results : (results[i] as OUT | Error));
    this.#running--;
    this.#start();
  }

  async #call(batch: Waiting<IN, OUT>[]): Promise<readonly (OUT | Error)[] | Error> {
    try {
      const items = batch.map(({ item }) => item);
      const results: unknown = await this.fn(items, allAborted(batch.map(({ signal }) => signal)));
      if (Array.isArray(results) && results.length === batch.length) return results;
      const got = Array.isArray(results) ? counted(results.length, 'result') : 'no array';
      return new TypeError(
        `the function was given ${counted(batch.length, 'item')} and returned ${got}: one result for each is expected`,
      );
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }
}

/** Aborted when all of them are. */
function allAborted(signals: AbortSignal[]): AbortSignal {
  const all = new AbortController();
  for (const signal of signals) {
    signal.addEventListener('abort', () => signals.every(({ aborted }) => aborted) && all.abort(signal.reason), {
      once: true,
    });
  }
  return all.signal;
}
