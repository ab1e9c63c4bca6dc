/** Something that is read again and again as long as anybody looks on, once for all of them. */
import { setTimeout as delay } from 'node:timers/promises';

export class Feed<T> {
  #latest: { value: T; readAt: number } | undefined;
  #followers = new Set<() => void>();
  #running: Promise<void> | undefined;
  #pause = new AbortController();

  /**
   * @param read reads the next value; it gets the one before, and must not throw
   * @param everyMs the time from the end of one reading to the next
   */
  constructor(
    private readonly read: (previous: T | undefined) => Promise<T>,
    private readonly everyMs: number,
  ) {}

  /** The newest value: one that was just read for somebody, or a new one. */
  async once(): Promise<T> {
    for await (const value of this.follow(new AbortController().signal)) return value;
    throw new Error('A feed ends only with its signal.');
  }

  /** Each new value until the signal aborts. Who is slow misses values, and never gets an old one. */
  async *follow(signal: AbortSignal): AsyncGenerator<T> {
    let wake = () => {};
    const notify = () => wake();
    this.#followers.add(notify);
    signal.addEventListener('abort', notify, { once: true });
    try {
      let seen: unknown;
      if (!this.#isFresh()) this.#latest = undefined;
      this.#start();
      while (!signal.aborted) {
        if (this.#latest && this.#latest !== seen) {
          seen = this.#latest;
          yield this.#latest.value;
        } else {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      }
    } finally {
      signal.removeEventListener('abort', notify);
      this.#followers.delete(notify);
      if (this.#followers.size === 0) this.#pause.abort();
    }
  }

  /** Reads again at once, as after something was changed; where nobody looks on, for the next who comes. */
  refresh(): void {
    if (!this.#running) this.#latest = undefined;
    this.#pause.abort();
  }

  #isFresh(): boolean {
    return this.#latest !== undefined && performance.now() - this.#latest.readAt < 2 * this.everyMs;
  }

  #start(): void {
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
      // Somebody may have come while the last reading was on its way.
      if (this.#followers.size > 0) this.#start();
    });
  }

  async #run(): Promise<void> {
    let previous = this.#latest?.value;
    // What is still fresh is enough for whoever comes: reading now would only be in the way of the page that loads.
    if (this.#latest) await this.#wait();
    while (this.#followers.size > 0) {
      previous = await this.read(previous);
      this.#latest = { value: previous, readAt: performance.now() };
      for (const notify of this.#followers) notify();
      await this.#wait();
    }
  }

  async #wait(): Promise<void> {
    if (this.#followers.size === 0) return;
    this.#pause = new AbortController();
    await delay(this.everyMs, undefined, { signal: this.#pause.signal }).catch(() => {});
  }
}
