import type { SettingsPlan } from '../../plan/plan.js';
import { type Duration, wholeMillis } from '../duration.js';
import type { Graph } from '../graph/graph.js';
import { spelled } from '../spelled.js';

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
    const intervalMs = wholeMillis(interval, 10, 'enableCheckpointing: an interval');
    requireMode('enableCheckpointing', mode);
    this.graph.settings.checkpointing = agreeing({
      timeoutMs: 600_000,
      minPauseMs: 0,
      tolerableFailures: 0,
      retention: 'DELETE_ON_CANCELLATION',
      ...this.graph.settings.checkpointing,
      intervalMs,
      mode,
    });
  }

  /**
   * Exactly once, or at least once, in place of what `enableCheckpointing` was given.
   * @throws Error for at least once with unaligned checkpoints
   */
  setCheckpointingMode(mode: CheckpointingMode): this {
    requireMode('setCheckpointingMode', mode);
    return this.change({ mode });
  }

  /**
   * A checkpoint that takes longer (a Duration, or ms) is given up. Flink's default: 10 minutes.
   * @throws RangeError for less than 10 ms
   */
  setCheckpointTimeout(timeout: Duration | number): this {
    return this.change({ timeoutMs: wholeMillis(timeout, 10, 'setCheckpointTimeout: a timeout') });
  }

  /**
   * The least time between the end of a checkpoint and the start of the next (a Duration, or ms).
   * @throws Error for a pause between checkpoints of which several may run at once
   */
  setMinPauseBetweenCheckpoints(pause: Duration | number): this {
    return this.change({ minPauseMs: wholeMillis(pause, 0, 'setMinPauseBetweenCheckpoints: a pause') });
  }

  /**
   * How many checkpoints may be under way at once: with more than one, the next begins while a slow one still goes on.
   * Flink's default: 1.
   * @throws RangeError for anything but a whole number from 1, Error for several that have a pause between them or are unaligned
   */
  setMaxConcurrentCheckpoints(checkpoints: number): this {
    if (!Number.isInteger(checkpoints) || checkpoints < 1) {
      throw new RangeError(`setMaxConcurrentCheckpoints(${checkpoints}): a whole number from 1 is expected`);
    }
    return this.change({ maxConcurrent: checkpoints });
  }

  /**
   * Has a checkpoint overtake the records that wait between operators, and store them with it: it is taken quickly also
   * where records pile up, and grows by what piled up.
   *
   * Mirrors https://nightlies.apache.org/flink/flink-docs-stable/docs/ops/state/checkpointing_under_backpressure/
   * @throws Error with checkpoints that are at least once, or of which several may run at once
   */
  enableUnalignedCheckpoints(enabled = true): this {
    return this.change({ unaligned: enabled });
  }

  /**
   * How many checkpoints in a row may fail before the job does.
   * @throws RangeError for anything but a whole number from 0
   */
  setTolerableCheckpointFailureNumber(failures: number): this {
    if (!Number.isInteger(failures) || failures < 0) {
      throw new RangeError(`setTolerableCheckpointFailureNumber(${failures}): a whole number from 0 is expected`);
    }
    return this.change({ tolerableFailures: failures });
  }

  setExternalizedCheckpointRetention(retention: ExternalizedCheckpointRetention): this {
    return this.change({ retention });
  }

  private change(settings: Partial<Checkpointing>): this {
    const { checkpointing } = this.graph.settings;
    if (!checkpointing) throw new Error('checkpointing is off: call env.enableCheckpointing(…) first');
    this.graph.settings.checkpointing = agreeing({ ...checkpointing, ...settings });
    return this;
  }
}

type Checkpointing = NonNullable<SettingsPlan['checkpointing']>;

function requireMode(method: string, mode: CheckpointingMode): void {
  if (Object.hasOwn(CheckpointingMode, mode)) return;
  throw new TypeError(
    `${method}: the mode ${spelled(mode)}; ${Object.keys(CheckpointingMode).join(' or ')} is expected`,
  );
}

/** @throws Error for settings of which Flink would drop one without a word, or refuse both on the cluster */
function agreeing(settings: Checkpointing): Checkpointing {
  const { mode, unaligned, maxConcurrent = 1, minPauseMs } = settings;
  if (unaligned && mode === 'AT_LEAST_ONCE') {
    throw new Error('unaligned checkpoints are exactly once: leave AT_LEAST_ONCE out, or enableUnalignedCheckpoints()');
  }
  if (unaligned && maxConcurrent > 1) {
    throw new Error(
      `unaligned checkpoints are taken one by one: leave setMaxConcurrentCheckpoints(${maxConcurrent}) out, or enableUnalignedCheckpoints()`,
    );
  }
  if (minPauseMs > 0 && maxConcurrent > 1) {
    throw new Error(
      `with a pause between checkpoints they are taken one by one: leave setMaxConcurrentCheckpoints(${maxConcurrent}) out, or setMinPauseBetweenCheckpoints(${minPauseMs})`,
    );
  }
  return settings;
}
