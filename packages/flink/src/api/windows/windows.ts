/**
 * Window assigners: which windows a record belongs to.
 *
 * Mirrors https://nightlies.apache.org/flink/flink-docs-stable/docs/dev/datastream/operators/windows/#window-assigners
 */
import type { TriggerPlan, WindowAssignerPlan } from '../../plan/windows.js';
import { Duration } from '../duration.js';

/** What all windows have. Times are in ms since 1970. */
export interface Window {
  /** The last millisecond that belongs to the window. */
  maxTimestamp(): number;
}

/** A window from `getStart()` (inclusive) to `getEnd()` (exclusive). */
export interface TimeWindow extends Window {
  getStart(): number;
  getEnd(): number;
}

/** The window without an end that a key's records all belong to: `maxTimestamp()` is `Number.MAX_SAFE_INTEGER`. */
export type GlobalWindow = Window;

/** What all window assigners have in common: they put records of type `T` into windows of type `W`. */
export abstract class WindowAssigner<T, W extends Window> {
  declare readonly elementType: (element: T) => void;
  declare readonly windowType: () => W;

  constructor(
    /** Flink's name of the assigner: the window operator's, until it is given another. */
    readonly name: string,
    readonly plan: WindowAssignerPlan,
    /** When the windows fire if nothing else is said, where that isn't the end of their time. */
    readonly defaultTrigger?: TriggerPlan,
    /** The gap of a session for each record, where it isn't always the same. */
    readonly gap?: ((element: T) => number) | SessionWindowTimeGapExtractor<T>,
  ) {}
}

/** Windows of one size, end to end, by the records' timestamps. */
export class TumblingEventTimeWindows extends WindowAssigner<unknown, TimeWindow> {
  /**
   * @param offset moves the windows: 15 minutes make windows of an hour start at a quarter past, and days begin at midnight
   *   in China with -8 hours. Shorter than the size.
   * @throws RangeError for a size below 1 ms or an offset that is not shorter than the size
   */
  static of(size: Duration, offset: Duration = NONE): TumblingEventTimeWindows {
    return new TumblingEventTimeWindows('TumblingEventTimeWindows', tumbling('event', size, offset));
  }
}

/** Windows of one size, end to end, by the clock of the machine that works on the record. */
export class TumblingProcessingTimeWindows extends WindowAssigner<unknown, TimeWindow> {
  /** Like {@link TumblingEventTimeWindows.of}. */
  static of(size: Duration, offset: Duration = NONE): TumblingProcessingTimeWindows {
    return new TumblingProcessingTimeWindows('TumblingProcessingTimeWindows', tumbling('processing', size, offset));
  }
}

/**
 * Windows of one size that start every `slide`, by the records' timestamps. A record belongs to `size / slide` of them;
 * with a slide that is longer than the size some records belong to none.
 */
export class SlidingEventTimeWindows extends WindowAssigner<unknown, TimeWindow> {
  /**
   * @param offset moves the windows, back if it is negative. Shorter than the slide.
   * @throws RangeError for a size or slide below 1 ms, or an offset that is not shorter than the slide
   */
  static of(size: Duration, slide: Duration, offset: Duration = NONE): SlidingEventTimeWindows {
    return new SlidingEventTimeWindows('SlidingEventTimeWindows', sliding('event', size, slide, offset));
  }
}

/** Like {@link SlidingEventTimeWindows}, by the clock of the machine that works on the record. */
export class SlidingProcessingTimeWindows extends WindowAssigner<unknown, TimeWindow> {
  /** Like {@link SlidingEventTimeWindows.of}. */
  static of(size: Duration, slide: Duration, offset: Duration = NONE): SlidingProcessingTimeWindows {
    return new SlidingProcessingTimeWindows('SlidingProcessingTimeWindows', sliding('processing', size, slide, offset));
  }
}

/** Gives a record's session gap in whole milliseconds, at least 1. Anything else fails the job. */
export interface SessionWindowTimeGapExtractor<T> {
  extract(element: T): number;
}

/** A window for each burst of a key's records, by their timestamps: it ends when nothing has come for a while. */
export class EventTimeSessionWindows<T> extends WindowAssigner<T, TimeWindow> {
  /**
   * @param gap this long after its last record a session is over
   * @throws RangeError for a gap below 1 ms
   */
  static withGap(gap: Duration): EventTimeSessionWindows<unknown> {
    return new EventTimeSessionWindows('EventTimeSessionWindows', session('event', gap));
  }

  /** Each record says how long its session waits for another one. */
  static withDynamicGap<T>(
    gap: ((element: T) => number) | SessionWindowTimeGapExtractor<T>,
  ): EventTimeSessionWindows<T> {
    const plan = { kind: 'session', time: 'event' } as const;
    return new EventTimeSessionWindows('DynamicEventTimeSessionWindows', plan, undefined, gap);
  }
}

/** Like {@link EventTimeSessionWindows}, by the clock of the machine that works on the record. */
export class ProcessingTimeSessionWindows<T> extends WindowAssigner<T, TimeWindow> {
  /** Like {@link EventTimeSessionWindows.withGap}. */
  static withGap(gap: Duration): ProcessingTimeSessionWindows<unknown> {
    return new ProcessingTimeSessionWindows('ProcessingTimeSessionWindows', session('processing', gap));
  }

  /** Like {@link EventTimeSessionWindows.withDynamicGap}. */
  static withDynamicGap<T>(
    gap: ((element: T) => number) | SessionWindowTimeGapExtractor<T>,
  ): ProcessingTimeSessionWindows<T> {
    const plan = { kind: 'session', time: 'processing' } as const;
    return new ProcessingTimeSessionWindows('DynamicProcessingTimeSessionWindows', plan, undefined, gap);
  }
}

/** One window for all records of a key. It has no end, so a trigger must say when it fires. */
export class GlobalWindows extends WindowAssigner<unknown, GlobalWindow> {
  /** Needs a trigger, such as `CountTrigger`: `.window(GlobalWindows.create()).trigger(CountTrigger.of(100))`. */
  static create(): GlobalWindows {
    return new GlobalWindows('GlobalWindows', { kind: 'global' });
  }

  /** Fires once, when the bounded input has ended. Such a job can't take checkpoints. */
  static createWithEndOfStreamTrigger(): GlobalWindows {
    return new GlobalWindows('GlobalWindows', { kind: 'global' }, { kind: 'endOfStream', purging: false });
  }
}

const NONE = Duration.ofMillis(0);

type Time = 'event' | 'processing';

function tumbling(time: Time, size: Duration, offset: Duration): WindowAssignerPlan {
  const sizeMs = atLeastOne(size, 'a window needs a size');
  return { kind: 'tumbling', time, sizeMs, offsetMs: shorter(offset, sizeMs, 'size') };
}

function sliding(time: Time, size: Duration, slide: Duration, offset: Duration): WindowAssignerPlan {
  const sizeMs = atLeastOne(size, 'a window needs a size');
  const slideMs = atLeastOne(slide, 'sliding windows need a slide');
  return { kind: 'sliding', time, sizeMs, slideMs, offsetMs: shorter(offset, slideMs, 'slide') };
}

function session(time: Time, gap: Duration): WindowAssignerPlan {
  return { kind: 'session', time, gapMs: atLeastOne(gap, 'a session needs a gap') };
}

function atLeastOne(duration: Duration, what: string): number {
  if (duration.toMillis() < 1) throw new RangeError(`${what} of at least 1 ms`);
  return duration.toMillis();
}

function shorter(offset: Duration, limitMs: number, limit: string): number {
  if (Math.abs(offset.toMillis()) < limitMs) return offset.toMillis();
  throw new RangeError(
    `the offset of ${offset.toMillis()} ms must be shorter than the window's ${limit} of ${limitMs} ms`,
  );
}
