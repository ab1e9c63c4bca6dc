/**
 * Window assigners: which windows a record belongs to.
 *
 * Mirrors https://nightlies.apache.org/flink/flink-docs-stable/docs/dev/datastream/operators/windows/#window-assigners
 */
import type { WindowAssignerPlan } from '../plan.js';
import { Duration } from './duration.js';

/** A window from `getStart()` (inclusive) to `getEnd()` (exclusive), both in ms since 1970. */
export interface TimeWindow {
  getStart(): number;
  getEnd(): number;
  /** The last millisecond that belongs to the window. */
  maxTimestamp(): number;
}

/** What all window assigners have in common. */
export abstract class WindowAssigner {
  constructor(
    /** Flink's name of the assigner: the window operator's, until it is given another. */
    readonly name: string,
    readonly plan: WindowAssignerPlan,
  ) {}
}

/** Windows of one size, end to end, by the records' timestamps. */
export class TumblingEventTimeWindows extends WindowAssigner {
  /**
   * @param offset moves the windows: 15 minutes make windows of an hour start at a quarter past. Smaller than the size.
   * @throws RangeError for a size of zero or an offset that is not smaller than the size.
   */
  static of(size: Duration, offset: Duration = Duration.ofMillis(0)): TumblingEventTimeWindows {
    return new TumblingEventTimeWindows('TumblingEventTimeWindows', tumbling('event', size, offset));
  }
}

/** Windows of one size, end to end, by the clock of the machine that works on the record. */
export class TumblingProcessingTimeWindows extends WindowAssigner {
  /** Like {@link TumblingEventTimeWindows.of}. */
  static of(size: Duration, offset: Duration = Duration.ofMillis(0)): TumblingProcessingTimeWindows {
    return new TumblingProcessingTimeWindows('TumblingProcessingTimeWindows', tumbling('processing', size, offset));
  }
}

function tumbling(time: 'event' | 'processing', size: Duration, offset: Duration): WindowAssignerPlan {
  if (size.toMillis() === 0) throw new RangeError('a window needs a size of at least 1 ms');
  if (offset.toMillis() >= size.toMillis()) {
    throw new RangeError(
      `the offset of ${offset.toMillis()} ms must be smaller than the window's size of ${size.toMillis()} ms`,
    );
  }
  return { kind: 'tumbling', time, sizeMs: size.toMillis(), offsetMs: offset.toMillis() };
}
