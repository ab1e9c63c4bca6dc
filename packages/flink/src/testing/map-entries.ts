/** The entries of a map state under one key. */
import type { Stamped } from './time-to-live.js';

const FIRST_CAPACITY = 16;
const LOAD = 0.75;

/**
 * Keeps entries as a Java HashMap does, in whose order Flink's heap gives them: who relies on the order in which they were put
 * sees it here and not only on a cluster.
 */
export class MapEntries {
  readonly #entries = new Map<string, Stamped>();
  #capacity = FIRST_CAPACITY;
  /** Counts the entries that came and went, so that a loop over them knows. */
  changes = 0;

  static of(entries: Iterable<readonly [string, Stamped]>): MapEntries {
    const map = new MapEntries();
    for (const [key, value] of entries) map.put(key, value);
    return map;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: string): Stamped | undefined {
    return this.#entries.get(key);
  }

  put(key: string, value: Stamped): void {
    if (!this.#entries.has(key)) this.changes += 1;
    this.#entries.set(key, value);
    while (this.size > this.#capacity * LOAD) this.#capacity *= 2;
  }

  remove(key: string): void {
    if (this.#entries.delete(key)) this.changes += 1;
  }

  keys(): string[] {
    const bucket = (key: string) => {
      const hash = javaHash(key);
      return (hash ^ (hash >>> 16)) & (this.#capacity - 1);
    };
    const buckets = [...this.#entries.keys()].map((key) => [bucket(key), key] as const);
    return buckets.sort(([a], [b]) => a - b).map(([, key]) => key);
  }
}

/** String.hashCode() */
function javaHash(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  return hash;
}
