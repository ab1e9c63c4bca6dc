/** What was seen of something while somebody looked on, kept as long as somebody may come back. */
import type { Part } from '../api/part.js';
import { Feed } from './feed.js';
import { readPart } from './part.js';

/** How long a history is kept after the last listener left, in ms. */
const KEPT_MS = 5 * 60_000;

export interface HistoryOptions<T, Kept> {
  read: () => Promise<T>;
  everyMs: number;
  /** What is kept of a sample. */
  keep: (sample: T) => Kept;
  /** What that weighs: of heavy ones, fewer are kept. */
  weight: (kept: Kept) => number;
  /** How much all of them may weigh. */
  budget: number;
}

/** Something that is sampled while somebody looks on. */
export class History<T, Kept> {
  readonly feed: Feed<Part<T>>;
  #kept: Kept[] = [];
  #usedAt = performance.now();

  constructor({ read, everyMs, keep, weight, budget }: HistoryOptions<T, Kept>) {
    this.feed = new Feed<Part<T>>(async (previous) => {
      const part = await readPart(previous, read);
      this.#usedAt = performance.now();
      if (part.value === undefined || part.problem) return part;
      const newest = keep(part.value);
      const most = Math.max(2, Math.floor(budget / Math.max(1, weight(newest))));
      this.#kept = [...this.#kept, newest].slice(-most);
      return part;
    }, everyMs);
  }

  /** Oldest first. */
  get kept(): readonly Kept[] {
    return this.#kept;
  }

  get isForgotten(): boolean {
    return performance.now() - this.#usedAt > KEPT_MS;
  }
}

/** The histories of many things, by name; those that nobody looked at for a while are forgotten. */
export class Histories<T, Kept> {
  readonly #histories = new Map<string, History<T, Kept>>();

  constructor(private readonly options: (name: string) => HistoryOptions<T, Kept>) {}

  of(name: string): History<T, Kept> {
    for (const [other, history] of this.#histories) if (history.isForgotten) this.#histories.delete(other);
    const found = this.#histories.get(name) ?? new History(this.options(name));
    this.#histories.set(name, found);
    return found;
  }
}
