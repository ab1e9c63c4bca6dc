import { type Duration, wholeMillis } from '../duration.js';
import { spelled } from '../spelled.js';

/** `Disabled` turns time-to-live off, as if it had never been set. */
export type StateTtlUpdateType = 'Disabled' | 'OnCreateAndWrite' | 'OnReadAndWrite';
export type StateVisibility = 'NeverReturnExpired' | 'ReturnExpiredIfNotCleanedUp';

export interface StateTtlOptions {
  /** How long a value stays after it was last used, by the clock of the machine. */
  timeToLive: Duration;
  /** What counts as use; `OnCreateAndWrite` if left out, as in Flink. */
  updateType?: StateTtlUpdateType;
  /** Whether a value that has expired, and is still there, can be read; `NeverReturnExpired` if left out, as in Flink. */
  stateVisibility?: StateVisibility;
}

const UPDATE_TYPES: readonly string[] = [
  'Disabled',
  'OnCreateAndWrite',
  'OnReadAndWrite',
] satisfies StateTtlUpdateType[];
const VISIBILITIES: readonly string[] = [
  'NeverReturnExpired',
  'ReturnExpiredIfNotCleanedUp',
] satisfies StateVisibility[];

/**
 * When state expires: each value, each element of a list and each entry of a map for itself. Given to
 * `descriptor.enableTimeToLive(…)`.
 *
 * Mirrors https://nightlies.apache.org/flink/flink-docs-stable/docs/dev/datastream/fault-tolerance/state/#state-time-to-live-ttl
 */
export class StateTtlConfig {
  readonly timeToLiveMs: number;
  readonly updateType: StateTtlUpdateType;
  readonly stateVisibility: StateVisibility;

  /**
   * @throws RangeError for a time below 1 ms, TypeError for an update type or a visibility that Flink does not have.
   */
  constructor({
    timeToLive,
    updateType = 'OnCreateAndWrite',
    stateVisibility = 'NeverReturnExpired',
  }: StateTtlOptions) {
    this.timeToLiveMs = wholeMillis(timeToLive, 1, 'new StateTtlConfig: a time to live');
    this.updateType = oneOf('updateType', updateType, UPDATE_TYPES);
    this.stateVisibility = oneOf('stateVisibility', stateVisibility, VISIBILITIES);
  }
}

function oneOf<V extends string>(option: string, value: V, choices: readonly string[]): V {
  if (choices.includes(value)) return value;
  throw new TypeError(`new StateTtlConfig: ${option} is ${spelled(value)}; expected is one of ${choices.join(', ')}`);
}
