import { unlessAborted } from './on-abort.js';

/** Who asks the same while an answer is on its way gets that answer: a slow Flink is not asked twice at once. */
export class SharedReads<T> {
  readonly #reads = new Map<string, Read<T>>();

  /**
   * Asks, or joins whoever asks the same at the moment.
   *
   * @param ask its signal aborts when nobody waits for the answer any more
   * @throws the reason of one's own signal, which leaves the others' answer alone
   */
  async read(key: string, ask: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    const read = this.#reads.get(key) ?? this.#begin(key, ask);
    read.waiting += 1;
    try {
      return await unlessAborted(read.answer, signal);
    } finally {
      read.waiting -= 1;
      if (read.waiting === 0) {
        this.#end(key, read);
        read.nobodyWaits.abort();
      }
    }
  }

  /** After a change nobody gets an answer that was asked for before it. */
  forget(): void {
    this.#reads.clear();
  }

  #begin(key: string, ask: (signal: AbortSignal) => Promise<T>): Read<T> {
    const nobodyWaits = new AbortController();
    const read = { answer: ask(nobodyWaits.signal), waiting: 0, nobodyWaits };
    const end = () => this.#end(key, read);
    read.answer.then(end, end);
    this.#reads.set(key, read);
    return read;
  }

  #end(key: string, read: Read<T>): void {
    if (this.#reads.get(key) === read) this.#reads.delete(key);
  }
}

interface Read<T> {
  answer: Promise<T>;
  waiting: number;
  nobodyWaits: AbortController;
}
