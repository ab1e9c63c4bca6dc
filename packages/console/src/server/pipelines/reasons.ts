/** Counts why records were set apart. */
import type { Reasons } from '../../api/pipelines.js';

/** Different reasons that are told apart; what a message says can make any number of them. */
const MAX_REASONS = 50;
const SHOWN = 6;

export class ReasonCounts {
  #count = 0;
  readonly #reasons = new Map<string, number>();

  add(reason: string): void {
    this.#count += 1;
    const known = this.#reasons.has(reason) || this.#reasons.size < MAX_REASONS;
    const key = known ? reason : 'other reasons';
    this.#reasons.set(key, (this.#reasons.get(key) ?? 0) + 1);
  }

  get view(): Reasons {
    const sorted = [...this.#reasons].sort((a, b) => b[1] - a[1]).slice(0, SHOWN);
    return { count: this.#count, reasons: sorted.map(([reason, count]) => ({ reason, count })) };
  }
}
