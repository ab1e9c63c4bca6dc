/** Timers of one clock, in the order in which they fire. */

export interface Timer {
  readonly timestamp: number;
  /** The key's canonical text. */
  readonly key: string;
}

export class TimerQueue {
  /** By timestamp. Flink promises no order among equal ones. */
  readonly #timers: Timer[] = [];
  readonly #ids = new Set<string>();

  get size(): number {
    return this.#timers.length;
  }

  /** A key has one timer for a timestamp: another one is the same. */
  register(timer: Timer): void {
    if (this.#ids.has(id(timer))) return;
    this.#ids.add(id(timer));
    this.#timers.splice(this.#firstAfter(timer.timestamp), 0, timer);
  }

  delete(timer: Timer): void {
    if (!this.#ids.delete(id(timer))) return;
    let at = this.#firstAfter(timer.timestamp) - 1;
    while (this.#timers[at]?.key !== timer.key) at--;
    this.#timers.splice(at, 1);
  }

  /** Takes out the next timer that is due at a time. */
  poll(time: number): Timer | undefined {
    const [timer] = this.#timers;
    if (timer === undefined || timer.timestamp > time) return undefined;
    this.#timers.shift();
    this.#ids.delete(id(timer));
    return timer;
  }

  all(): readonly Timer[] {
    return [...this.#timers];
  }

  #firstAfter(timestamp: number): number {
    let [from, to] = [0, this.#timers.length];
    while (from < to) {
      const middle = (from + to) >>> 1;
      if ((this.#timers[middle] as Timer).timestamp <= timestamp) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}

function id({ timestamp, key }: Timer): string {
  return `${timestamp} ${key}`;
}
