import type { SettingsPlan } from '../plan.js';
import type { Duration } from './duration.js';
import type { Graph } from './graph.js';

/** Whether records count exactly once in state after a restart, or at least once. */
export type CheckpointingMode = 'EXACTLY_ONCE' | 'AT_LEAST_ONCE';

/** What becomes of a job's last checkpoints when it is cancelled. A failed job always keeps them. */
export type ExternalizedCheckpointRetention = 'DELETE_ON_CANCELLATION' | 'RETAIN_ON_CANCELLATION';

/**
 * How checkpoints are taken.
 *
 * Mirrors https://nightlies.apache.org/flink/flink-docs-stable/docs/dev/datastream/fault-tolerance/checkpointing/
 */
export class CheckpointConfig {
  constructor(private readonly graph: Graph) {}

  /** Called by `env.enableCheckpointing`. */
  enable(interval: Duration | number, mode: CheckpointingMode): void {
    const intervalMs = typeof interval === 'number' ? interval : interval.toMillis();
    if (!Number.isInteger(intervalMs) || intervalMs < 10) {
      throw new RangeError(`enableCheckpointing: an interval of ${intervalMs} ms, at least 10 ms is expected`);
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

  /** A checkpoint that takes longer is given up. Flink's default: 10 minutes. */
  setCheckpointTimeout(timeout: Duration): this {
    this.settings().timeoutMs = timeout.toMillis();
    return this;
  }

  /** The least time between the end of a checkpoint and the start of the next. */
  setMinPauseBetweenCheckpoints(pause: Duration): this {
    this.settings().minPauseMs = pause.toMillis();
    return this;
  }

  /** How many checkpoints in a row may fail before the job does. */
  setTolerableCheckpointFailureNumber(failures: number): this {
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
