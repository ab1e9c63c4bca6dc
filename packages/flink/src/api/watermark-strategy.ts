/**
 * Says where event time comes from: a timestamp for each record, and watermarks that follow the timestamps.
 *
 * Mirrors https://nightlies.apache.org/flink/flink-docs-stable/docs/dev/datastream/event-time/generating_watermarks/
 */
import type { WatermarkPlan } from '../plan/plan.js';
import { type Duration, wholeMillis } from './duration.js';

/**
 * Gives a record's event timestamp in ms since 1970. `recordTimestamp` is the one it already has: Kafka's, from a
 * Kafka source; `Number.MIN_SAFE_INTEGER` if it has none, and a record for which that is returned has none again: an
 * event-time window refuses it. A result that is no number, or beyond `Number.MAX_SAFE_INTEGER`, fails the job.
 */
export type TimestampAssigner<T> = (element: T, recordTimestamp: number) => number;

export class WatermarkStrategy<T> {
  private constructor(
    readonly plan: WatermarkPlan,
    readonly timestampAssigner: TimestampAssigner<T> | undefined,
  ) {}

  /** No watermarks: event time stands still, and only the end of the input moves it. */
  static noWatermarks<T = unknown>(): WatermarkStrategy<T> {
    return new WatermarkStrategy<T>({ kind: 'none' }, undefined);
  }

  /** For timestamps that never go back within a partition. */
  static forMonotonousTimestamps<T = unknown>(): WatermarkStrategy<T> {
    return new WatermarkStrategy<T>({ kind: 'monotonous' }, undefined);
  }

  /** The watermark stays this far behind the largest timestamp; older records are late. */
  static forBoundedOutOfOrderness<T = unknown>(maxOutOfOrderness: Duration): WatermarkStrategy<T> {
    const outOfOrdernessMs = wholeMillis(maxOutOfOrderness, 0, 'forBoundedOutOfOrderness: a bound');
    return new WatermarkStrategy<T>({ kind: 'boundedOutOfOrderness', outOfOrdernessMs }, undefined);
  }

  /** Takes event timestamps from the records, whose type follows from the source or stream that the strategy is given to. */
  withTimestampAssigner<R extends T>(assigner: TimestampAssigner<R>): WatermarkStrategy<R> {
    return new WatermarkStrategy<R>(this.plan, assigner);
  }

  /** A partition that is silent for this long (by the clock) no longer holds the watermark back. */
  withIdleness(idleTimeout: Duration): WatermarkStrategy<T> {
    const idlenessMs = wholeMillis(idleTimeout, 1, 'withIdleness: a timeout');
    return new WatermarkStrategy<T>({ ...this.plan, idlenessMs }, this.timestampAssigner);
  }
}
