/**
 * Calls a function as Flink would, in Node and within milliseconds: with state, timers and side outputs, and with clocks that
 * the test moves.
 *
 * Mirrors https://nightlies.apache.org/flink/flink-docs-stable/docs/dev/datastream/testing/
 */
import type {
  CoFlatMapFunction,
  CoMapFunction,
  CoProcessFunction,
  KeyedCoProcessFunction,
} from '../api/functions/co-functions.js';
import type {
  AggregateFunction,
  FilterFunction,
  FlatMapFunction,
  Known,
  MapFunction,
  ReduceFunction,
} from '../api/functions/functions.js';
import type { KeyedProcessFunction, ProcessFunction } from '../api/functions/process-functions.js';
import { ProcessAllWindowFunction, ProcessWindowFunction } from '../api/functions/window-functions.js';
import type { Window } from '../api/windows/windows.js';
import type { Key } from './record-harnesses.js';
import { OneInputStreamOperatorTestHarness, TwoInputStreamOperatorTestHarness } from './record-harnesses.js';
import { AllWindowFunctionTestHarness, WindowFunctionTestHarness } from './window-harness.js';

/**
 * Makes a harness for one function, and opens it. What follows the function are key selectors, one for each input, as for
 * `keyBy`: with them there is keyed state.
 *
 * ```ts
 * const harness = testHarness(new Alert(), (ride) => ride.id);
 * harness.processElement({ id: 'r1', event: 'START' }, 1000);
 * harness.processWatermark(2 * 3600_000 + 1000);
 * harness.output(); // the alert
 * harness.numKeyedStateEntries(); // 0, if the function cleans up
 * ```
 * An aggregate function gives its result at each record, as in `GlobalWindows` with `CountTrigger.of(1)`; merging windows and
 * their `merge()` are not tried.
 *
 * @throws TypeError for what is no function that the harness can call, and what `open()` throws
 */
export function testHarness<IN, OUT, KEY, W extends Window>(
  fn: ProcessWindowFunction<IN, OUT, KEY, W>,
): WindowFunctionTestHarness<IN, OUT, KEY, W>;
export function testHarness<IN, OUT, W extends Window>(
  fn: ProcessAllWindowFunction<IN, OUT, W>,
): AllWindowFunctionTestHarness<IN, OUT, W>;
export function testHarness<IN, ACC, OUT>(
  fn: AggregateFunction<IN, ACC, OUT>,
  key: Key<IN, unknown>,
): OneInputStreamOperatorTestHarness<IN, OUT>;
export function testHarness<T>(fn: ReduceFunction<T>, key: Key<T, unknown>): OneInputStreamOperatorTestHarness<T, T>;
export function testHarness<T>(fn: FilterFunction<T>, key?: Key<T, unknown>): OneInputStreamOperatorTestHarness<T, T>;
export function testHarness<IN, OUT>(
  fn: MapFunction<IN, OUT> | FlatMapFunction<IN, OUT> | ProcessFunction<IN, OUT>,
  key?: Key<IN, unknown>,
): OneInputStreamOperatorTestHarness<IN, OUT>;
export function testHarness<K, IN, OUT>(
  fn: KeyedProcessFunction<K, IN, OUT>,
  key: Key<IN, Known<K>>,
): OneInputStreamOperatorTestHarness<IN, OUT>;
export function testHarness<IN1, IN2, OUT>(
  fn: CoMapFunction<IN1, IN2, OUT> | CoFlatMapFunction<IN1, IN2, OUT> | CoProcessFunction<IN1, IN2, OUT>,
): TwoInputStreamOperatorTestHarness<IN1, IN2, OUT>;
export function testHarness<IN1, IN2, OUT>(
  fn: CoMapFunction<IN1, IN2, OUT> | CoFlatMapFunction<IN1, IN2, OUT> | CoProcessFunction<IN1, IN2, OUT>,
  key1: Key<IN1, unknown>,
  key2: Key<IN2, unknown>,
): TwoInputStreamOperatorTestHarness<IN1, IN2, OUT>;
export function testHarness<K, IN1, IN2, OUT>(
  fn: KeyedCoProcessFunction<K, IN1, IN2, OUT>,
  key1: Key<IN1, Known<K>>,
  key2: Key<IN2, Known<K>>,
): TwoInputStreamOperatorTestHarness<IN1, IN2, OUT>;
export function testHarness(fn: object, ...selectors: (object | undefined)[]): unknown {
  if (fn instanceof ProcessWindowFunction) return new WindowFunctionTestHarness(fn);
  if (fn instanceof ProcessAllWindowFunction) return new AllWindowFunctionTestHarness(fn);
  const keys = selectors.filter((selector) => selector !== undefined);
  const inputs = hasTwoInputs(fn) ? 2 : 1;
  if (keys.length !== 0 && keys.length !== inputs) {
    throw new TypeError(
      `testHarness: key selectors are given for ${keys.length} of ${inputs} input${inputs > 1 ? 's' : ''}: each input needs one, or none has any`,
    );
  }
  return inputs === 2
    ? new TwoInputStreamOperatorTestHarness(fn, keys)
    : new OneInputStreamOperatorTestHarness(fn, keys);
}

function hasTwoInputs(fn: object): boolean {
  return ['processElement1', 'map1', 'flatMap1'].some(
    (method) => typeof (fn as Record<string, unknown> | null)?.[method] === 'function',
  );
}
