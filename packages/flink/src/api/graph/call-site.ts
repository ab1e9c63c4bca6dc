/** Remembers where the author's code called, for a failure later that happens outside of any function. */
export class CallSite {
  readonly #stack = new Error().stack ?? '';

  /** The stack of the call, as the engine writes it. */
  stack(): string {
    return this.#stack;
  }
}
