/**
 * When state expires, as Flink decides it: by the clock alone, at the next use of a value or, a few entries at a time, at any
 * use of the same state.
 *
 * Mirrors https://nightlies.apache.org/flink/flink-docs-stable/docs/dev/datastream/fault-tolerance/state/#state-time-to-live-ttl
 */
import type { StateTtlConfig } from '../api/state/state-ttl-config.js';

/** A text in state, and when it was last used (ms). A list has one for each element, a map for each entry. */
export interface Stamped {
  readonly text: string;
  readonly at: number;
}

export class TimeToLive {
  /** Undefined where values live for ever. */
  readonly #config: StateTtlConfig | undefined;

  /** @param config the text of a StateTtlConfig, or null */
  constructor(
    config: string | null,
    private readonly now: () => number,
  ) {
    const parsed: StateTtlConfig | undefined = config === null ? undefined : JSON.parse(config);
    this.#config = parsed?.updateType === 'Disabled' ? undefined : parsed;
  }

  get isOn(): boolean {
    return this.#config !== undefined;
  }

  get renewsOnRead(): boolean {
    return this.#config?.updateType === 'OnReadAndWrite';
  }

  get returnsExpired(): boolean {
    return this.#config?.stateVisibility === 'ReturnExpiredIfNotCleanedUp';
  }

  stamp(text: string): Stamped {
    return { text, at: this.now() };
  }

  isExpired({ at }: Stamped): boolean {
    return this.#config !== undefined && at + this.#config.timeToLiveMs <= this.now();
  }

  /** What a value may still be used for: an expired one is none, unless it may be seen. */
  usable(value: Stamped | undefined): string | undefined {
    return value === undefined || (this.isExpired(value) && !this.returnsExpired) ? undefined : value.text;
  }

  /** Reads a value, which renews it or, if it has expired, removes it. */
  read(value: Stamped | undefined, renew: (value: Stamped) => void, remove: () => void): string | null {
    if (value === undefined) return null;
    if (this.isExpired(value)) {
      remove();
      return this.returnsExpired ? value.text : null;
    }
    if (this.renewsOnRead) renew(this.stamp(value.text));
    return value.text;
  }
}
