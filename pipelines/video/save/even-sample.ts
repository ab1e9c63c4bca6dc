/** Keeps some items of a sequence of unknown length, evenly spread over it, in bounded memory. */
export class EvenSample<Item> {
  readonly #size: number;
  #kept: Item[] = [];
  #step = 1;
  #seen = 0;

  /** @param size the most items that are ever asked for */
  constructor(size: number) {
    this.#size = size;
  }

  add(item: Item): void {
    if (this.#seen % this.#step === 0) this.#kept.push(item);
    this.#seen += 1;
    if (this.#kept.length < 2 * this.#size) return;
    this.#kept = this.#kept.filter((_, index) => index % 2 === 0);
    this.#step *= 2;
  }

  /** So many of the items, or all if there are fewer, in their order. */
  pick(count: number): Item[] {
    const { length } = this.#kept;
    if (length <= count) return [...this.#kept];
    return Array.from({ length: count }, (_, i) => this.#kept[Math.floor((i * length) / count)] as Item);
  }
}
