/**
 * The functions closest to the engine: they see timestamps, timers, state and side outputs.
 *
 * Mirrors https://nightlies.apache.org/flink/flink-docs-stable/docs/dev/datastream/operators/process_function/
 */
import { type Collector, type Nothing, RichFunction, type SideOutputContext } from './functions.js';

/** Timestamps are in ms since 1970. */
export interface TimerService {
  currentProcessingTime(): number;
  /** The operator's event-time clock; `Number.MIN_SAFE_INTEGER` before the first watermark. */
  currentWatermark(): number;
}

/** Timers belong to the current key; one timer per key and timestamp. A timestamp that is no number is refused. */
export interface KeyedTimerService extends TimerService {
  registerEventTimeTimer(timestamp: number): void;
  registerProcessingTimeTimer(timestamp: number): void;
  deleteEventTimeTimer(timestamp: number): void;
  deleteProcessingTimeTimer(timestamp: number): void;
}

export interface ProcessContext extends SideOutputContext {
  /** The record's event timestamp in ms since 1970, or null if it has none. */
  timestamp(): number | null;
  timerService(): TimerService;
}

export interface KeyedProcessContext<K> extends SideOutputContext {
  /** The record's event timestamp in ms since 1970, or null if it has none. */
  timestamp(): number | null;
  timerService(): KeyedTimerService;
  getCurrentKey(): K;
}

/** Which of the two clocks a timer goes by. */
export const TimeDomain = { EVENT_TIME: 'EVENT_TIME', PROCESSING_TIME: 'PROCESSING_TIME' } as const;
export type TimeDomain = keyof typeof TimeDomain;

export interface OnTimerContext<K> extends KeyedProcessContext<K> {
  /** The clock of the timer that fires. */
  timeDomain(): TimeDomain;
}

export abstract class ProcessFunction<I, O> extends RichFunction {
  /** Only for the compiler: a function that needs keys fits no stream without them. */
  declare readonly contextType: (ctx: ProcessContext) => void;

  abstract processElement(value: I, ctx: ProcessContext, out: Collector<O>): Nothing;
}

export abstract class KeyedProcessFunction<K, I, O> extends RichFunction {
  /** Only for the compiler. */
  declare readonly contextType: (ctx: KeyedProcessContext<K>) => void;

  abstract processElement(value: I, ctx: KeyedProcessContext<K>, out: Collector<O>): Nothing;

  /** Called when a timer of the current key is due. */
  onTimer(_timestamp: number, _ctx: OnTimerContext<K>, _out: Collector<O>): Nothing {}
}
