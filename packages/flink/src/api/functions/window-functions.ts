/**
 * The functions that a window is given to when it fires.
 *
 * Mirrors https://nightlies.apache.org/flink/flink-docs-stable/docs/dev/datastream/operators/windows/#window-functions
 */

import type { TimeWindow, Window } from '../windows/windows.js';
import {
  type Collector,
  type Nothing,
  RichFunction,
  type RuntimeContext,
  type SideOutputContext,
} from './functions.js';

/** State by descriptor. */
export type KeyedStateStore = Pick<
  RuntimeContext,
  'getState' | 'getListState' | 'getMapState' | 'getReducingState' | 'getAggregatingState'
>;

/** What the function of a stream without keys can ask for. */
export interface AllWindowContext<W extends Window = TimeWindow> extends SideOutputContext {
  window(): W;
  /**
   * State of this key in this window alone. Ask for it in each call, not once for all; and give it up in `clear()`, or
   * it stays for ever.
   * @throws Error in session windows: they merge, and Flink can't merge this state
   */
  windowState(): KeyedStateStore;
  /** State of this key across all its windows. */
  globalState(): KeyedStateStore;
}

export interface WindowContext<W extends Window = TimeWindow> extends AllWindowContext<W> {
  currentProcessingTime(): number;
  /** The operator's event-time clock; `Number.MIN_SAFE_INTEGER` before the first watermark. */
  currentWatermark(): number;
}

/**
 * Gets all records of a key's window when it fires; after `reduce` or `aggregate`, their one result. A window can fire
 * more than once: for each late record that is allowed, or as its trigger says.
 *
 * Windows that are no `TimeWindow` name their type last: `ProcessWindowFunction<Sale, Total, string, GlobalWindow>`.
 */
export abstract class ProcessWindowFunction<IN, OUT, KEY, W extends Window = TimeWindow> extends RichFunction {
  declare readonly windowType: (window: W) => void;

  abstract process(key: KEY, ctx: WindowContext<W>, elements: readonly IN[], out: Collector<OUT>): Nothing;

  /** Called when the window is gone, after its allowed lateness: the place to clear its `windowState()`. */
  clear(_ctx: WindowContext<W>): void {}
}

/** Like {@link ProcessWindowFunction}, for the windows of a stream without keys. */
export abstract class ProcessAllWindowFunction<IN, OUT, W extends Window = TimeWindow> extends RichFunction {
  declare readonly windowType: (window: W) => void;

  abstract process(ctx: AllWindowContext<W>, elements: readonly IN[], out: Collector<OUT>): Nothing;

  /** Called when the window is gone, after its allowed lateness: the place to clear its `windowState()`. */
  clear(_ctx: AllWindowContext<W>): void {}
}
