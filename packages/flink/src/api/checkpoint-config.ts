import type { SettingsPlan } from '../plan.js';
import type { Duration } from './duration.js';
import type { Graph } from './graph.js';

/** Whether records count exactly once in state after a restart, or at least once. */
export const CheckpointingMode = { EXACTLY_ONCE: 'EXACTLY_ONCE', AT_LEAST_ONCE: 'AT_LEAST_ONCE' } as const;
export type CheckpointingMode = keyof typeof CheckpointingMode;

/** What becomes of a job's last checkpoints when it is cancelled. A failed job always keeps them. */
export const ExternalizedCheckpointRetention = {
  DELETE_ON_CANCELLATION: 'DELETE_ON_CANCELLATION',
  RETAIN_ON_CANCELLATION: 'RETAIN_ON_CANCELLATION',
} as const;
export type ExternalizedCheckpointRetention = keyof typeof ExternalizedCheckpointRetention;

/**
 * How checkpoints are taken.
 *
 * Mirrors https://nightlies.apache.org/flink/flink-docs-stable/docs/dev/datastream/fault-tolerance/checkpointing/
 */
export class CheckpointConfig {
  constructor(private readonly graph: Graph) {}

  /** Called by `env.enableCheckpointing`. */
  enable(interval: Duration | number, mode: CheckpointingMode): void {
    const intervalMs = millis(interval, 10, 'enableCheckpointing: an interval');
    if (!Object.hasOwn(CheckpointingMode, mode)) {
      throw new TypeError(
        `enableCheckpointing: the mode ${JSON.stringify(mode)}; ${Object.keys(CheckpointingMode).join(' or ')} is expected`,
      );
    }
    this.graph.settings.checkpointing = {
      timeoutMs: 600_000,
      minPauseMs: 0,
      tolerableFailures: 0,
      retention: 'DELETE_ON_CANCELLATION',
      ...this.graph.settings.checkpointing,
      intervalMs,
      mode,
    };
  }

  /**
   * A checkpoint that takes longer (a Duration, or ms) is given up. Flink's default: 10 minutes.
   * @throws RangeError for less than 10 ms
   */
  setCheckpointTimeout(timeout: Duration | number): this {
    this.settings().timeoutMs = millis(timeout, 10, 'setCheckpointTimeout: a timeout');
    return this;
  }

  /** The least time between the end of a checkpoint and the start of the next (a Duration, or ms). */
  setMinPauseBetweenCheckpoints(pause: Duration | number): this {
    this.settings().minPauseMs = millis(pause, 0, 'setMinPauseBetweenCheckpoints: a pause');
    return this;
  }

  /**
   * How many checkpoints in a row may fail before the job does.
   * @throws RangeError for anything but a whole number from 0
   */
  setTolerableCheckpointFailureNumber(failures: number): this {
    if (!Number.isInteger(failures) || failures < 0) {
      throw new RangeError(`setTolerableCheckpointFailureNumber(${failures}): a whole number from 0 is expected`);
    }
    this.settings().tolerableFailures = failures;
    return this;
  }

  setExternalizedCheckpointRetention(retention: ExternalizedCheckpointRetention): this {
    this.settings().retention = retention;
    return this;
  }

  private settings(): NonNullable<SettingsPlan['checkpointing']> {
    const { checkpointing } = this.graph.settings;
    if (!checkpointing) throw new Error('checkpointing is off: call env.enableCheckpointing(…) first');
    return checkpointing;
  }
}

/** @throws RangeError for less than `leastMs`, and for what is no whole number */
function millis(time: Duration | number, leastMs: number, what: string): number {
  const ms = typeof time === 'number' ? time : time.toMillis();
  if (!Number.isInteger(ms) || ms < leastMs) {
    throw new RangeError(`${what} of ${ms} ms, a whole number of at least ${leastMs} ms is expected`);
  }
  return ms;
}
