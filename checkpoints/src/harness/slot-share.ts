/** A check's share of the cluster's task slots. Jobs that together need more follow each other. */

/** Half of the workbook's cluster, so that two checks side by side never wait for each other's jobs. */
export const SHARE = 4;

export class SlotShare {
  #taken = 0;
  readonly #waiting: { slots: number; admit: () => void }[] = [];

  constructor(private readonly share: number = SHARE) {}

  /**
   * Resolves when so many slots are free, in the order of asking. More than the whole share is there for who has it alone.
   *
   * @returns gives them back
   */
  async take(slots: number): Promise<() => void> {
    await new Promise<void>((admit) => {
      this.#waiting.push({ slots, admit });
      this.#admit();
    });
    return () => {
      this.#taken -= slots;
      this.#admit();
    };
  }

  #admit(): void {
    const [next] = this.#waiting;
    if (!next || (this.#taken > 0 && this.#taken + next.slots > this.share)) return;
    this.#waiting.shift();
    this.#taken += next.slots;
    next.admit();
    this.#admit();
  }
}
