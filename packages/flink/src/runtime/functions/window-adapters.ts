/** The adapters of the functions that windows have. */
import type { Collector, Nothing } from '../../api/functions/functions.js';
import {
  type KeyedStateStore,
  ProcessAllWindowFunction,
  ProcessWindowFunction,
  type WindowContext,
} from '../../api/functions/window-functions.js';
import { calledByAuthor } from '../../api/graph/wrapped.js';
import { spelled } from '../../api/spelled.js';
import type { SessionWindowTimeGapExtractor, TimeWindow, Window } from '../../api/windows/windows.js';
import type { Adapter, OperatorBridge } from '../bridge.js';
import { refusePromise } from '../records/json-records.js';
import { keyedState, type Phase } from '../state/keyed-state.js';
import { collector, sideOutput } from './contexts.js';
import { collecting, finished, lifeCycle } from './life-cycle.js';

export type WindowFunctions = {
  processWindow: ProcessWindowFunction<unknown, unknown, unknown, Window>;
  processAllWindow: ProcessAllWindowFunction<unknown, unknown, Window>;
  sessionGap: ((v: unknown) => number) | SessionWindowTimeGapExtractor<unknown>;
};

/** A window's bounds as the runner gives them: null is the start of a window that has none. */
type Start = number | null;

export const windowAdapters: {
  [K in keyof WindowFunctions]: (fn: WindowFunctions[K], bridge: OperatorBridge) => Adapter;
} = {
  processWindow: (fn, bridge) =>
    windowAdapter(fn, bridge, ProcessWindowFunction, (key: string, context, elements, out) =>
      fn.process(JSON.parse(key), context, elements, out),
    ),

  processAllWindow: (fn, bridge) =>
    windowAdapter(fn, bridge, ProcessAllWindowFunction, (_key: null, context, elements, out) =>
      fn.process(context, elements, out),
    ),

  sessionGap(fn) {
    const extract = typeof fn === 'function' ? fn : (v: unknown) => fn.extract(v);
    return {
      call(v: unknown) {
        const gap: unknown = extract(v);
        if (typeof gap === 'number' && Number.isSafeInteger(gap) && gap >= 1) return gap;
        refusePromise(gap, 'what the session gap function returns');
        throw new TypeError(
          `the session gap function returned ${spelled(gap)}: whole milliseconds, at least 1, are expected`,
        );
      },
    };
  },
};

/** @param base what a function extends: one that keeps its `clear` need not be called when a window is gone */
function windowAdapter<Key extends string | null>(
  fn: ProcessWindowFunction<unknown, unknown, unknown, Window> | ProcessAllWindowFunction<unknown, unknown, Window>,
  bridge: OperatorBridge,
  base: typeof ProcessWindowFunction | typeof ProcessAllWindowFunction,
  process: (key: Key, context: WindowContext<Window>, elements: readonly unknown[], out: Collector<unknown>) => Nothing,
): Adapter {
  const out = collector(bridge, { value: undefined });
  const context = windowContext(bridge);
  const collected = collecting(calledByAuthor(fn) ?? 'process()');
  const call = (key: Key, start: Start, end: number, elements: readonly unknown[]) =>
    collected(process(key, context(start, end), elements, out));
  return {
    ...lifeCycle(fn, bridge),
    /** After reduce or aggregate a window has one element. */
    callOne: (key: Key, start: Start, end: number, element: unknown) => call(key, start, end, [element]),
    callAll: call,
    ...(fn.clear !== base.prototype.clear && {
      clear: (start: Start, end: number) => finished(fn.clear(context(start, end)), 'clear()'),
    }),
  };
}

/** A window function is only called for a key. */
const WITH_KEY: Phase = { withoutKey: undefined };

const GLOBAL_WINDOW: Window = { maxTimestamp: () => Number.MAX_SAFE_INTEGER };

function timeWindow(start: number, end: number): TimeWindow {
  return { getStart: () => start, getEnd: () => end, maxTimestamp: () => end - 1 };
}

/** One context for all calls, as in Flink: it is moved to the window that is called for. */
function windowContext(bridge: OperatorBridge): (start: Start, end: number) => WindowContext<Window> {
  let window = GLOBAL_WINDOW;
  const names: StateNames = new Map();
  const globalState = named(keyedState(bridge.keyed() ? bridge.states() : null, WITH_KEY), names, 'globalState()');
  const context: WindowContext<Window> = {
    window: () => window,
    currentWatermark: () => bridge.currentWatermark(),
    currentProcessingTime: () => bridge.currentProcessingTime(),
    windowState() {
      const store = bridge.windowState();
      if (store) return named(keyedState(store, WITH_KEY), names, 'windowState()');
      throw new Error(
        'windowState(): session windows merge, and Flink has no way to merge the state of each: keep it in globalState(), or in the accumulator of an AggregateFunction',
      );
    },
    globalState: () => globalState,
    output: sideOutput(bridge),
  };
  return (start, end) => {
    window = start === null ? GLOBAL_WINDOW : timeWindow(start, end);
    return context;
  };
}

/** Where the state of each name is. */
type StateNames = Map<string, Where>;
type Where = 'windowState()' | 'globalState()';

/** A name is that of one state: Flink would mix up the two. The window's own records have a name, too. */
function named(store: KeyedStateStore, names: StateNames, where: Where): KeyedStateStore {
  const checked = <D extends { name: string }>(descriptor: D): D => {
    const { name } = descriptor;
    if (name === 'window-contents')
      throw new Error(`${where}: "window-contents" is the name of the window's own records`);
    const earlier = names.get(name) ?? where;
    names.set(name, earlier);
    if (earlier !== where)
      throw new Error(`${where}: there is a state "${name}" in ${earlier} already: take another name`);
    return descriptor;
  };
  return {
    getState: (descriptor) => store.getState(checked(descriptor)),
    getListState: (descriptor) => store.getListState(checked(descriptor)),
    getMapState: (descriptor) => store.getMapState(checked(descriptor)),
    getReducingState: (descriptor) => store.getReducingState(checked(descriptor)),
    getAggregatingState: (descriptor) => store.getAggregatingState(checked(descriptor)),
  };
}
