/**
 * Async I/O: asking an outside system about each record, with many questions under way at a time.
 *
 * Mirrors https://nightlies.apache.org/flink/flink-docs-stable/docs/dev/datastream/operators/asyncio/
 */
import type { NodeOf } from '../../plan/plan.js';
import { type Duration, wholeMillis } from '../duration.js';
import { CallSite } from '../graph/call-site.js';
import { spelled } from '../spelled.js';
import type { DataStream, SingleOutputStreamOperator } from '../streams/data-stream.js';
import { AsyncRetryStrategies, type AsyncRetryStrategy } from './async-retry.js';
import { type AsyncFunction, HttpAsyncFunction } from './http-async-function.js';

/** How many records a subtask may have in flight, if nothing else is said. */
const DEFAULT_CAPACITY = 100;

type OutputMode = NodeOf<'asyncHttp'>['params']['outputMode'];

/**
 * `timeout` is for all attempts of a record together, 0 for none (a retry strategy needs one). `capacity` is how many records
 * a subtask may have in flight, 100 if left out: with more, the operator takes no further input, which slows its sources.
 */
export const AsyncDataStream = {
  /** Results leave in the order of their records: one slow answer holds back the others. */
  orderedWait<IN, OUT>(
    stream: DataStream<IN>,
    asyncFunction: AsyncFunction<IN, OUT>,
    timeout: Duration,
    capacity?: number,
  ): SingleOutputStreamOperator<OUT> {
    return wait('orderedWait', 'ORDERED', stream, asyncFunction, timeout, capacity);
  },

  /** Results leave as they come; only watermarks keep their place among the records. */
  unorderedWait<IN, OUT>(
    stream: DataStream<IN>,
    asyncFunction: AsyncFunction<IN, OUT>,
    timeout: Duration,
    capacity?: number,
  ): SingleOutputStreamOperator<OUT> {
    return wait('unorderedWait', 'UNORDERED', stream, asyncFunction, timeout, capacity);
  },

  /** `orderedWait` that asks again as the strategy says. */
  orderedWaitWithRetry<IN, OUT>(
    stream: DataStream<IN>,
    asyncFunction: AsyncFunction<IN, OUT>,
    timeout: Duration,
    capacity: number,
    asyncRetryStrategy: AsyncRetryStrategy<OUT>,
  ): SingleOutputStreamOperator<OUT> {
    return wait('orderedWaitWithRetry', 'ORDERED', stream, asyncFunction, timeout, capacity, asyncRetryStrategy);
  },

  /** `unorderedWait` that asks again as the strategy says. */
  unorderedWaitWithRetry<IN, OUT>(
    stream: DataStream<IN>,
    asyncFunction: AsyncFunction<IN, OUT>,
    timeout: Duration,
    capacity: number,
    asyncRetryStrategy: AsyncRetryStrategy<OUT>,
  ): SingleOutputStreamOperator<OUT> {
    return wait('unorderedWaitWithRetry', 'UNORDERED', stream, asyncFunction, timeout, capacity, asyncRetryStrategy);
  },
} as const;

function wait<IN, OUT>(
  method: keyof typeof AsyncDataStream,
  outputMode: OutputMode,
  stream: DataStream<IN>,
  asyncFunction: AsyncFunction<IN, OUT>,
  timeout: Duration,
  capacity = DEFAULT_CAPACITY,
  strategy: AsyncRetryStrategy<OUT> = AsyncRetryStrategies.NO_RETRY_STRATEGY,
): SingleOutputStreamOperator<OUT> {
  if (!(asyncFunction instanceof HttpAsyncFunction)) {
    throw new TypeError(
      `AsyncDataStream.${method}: a new HttpAsyncFunction({ url, … }) is expected: functions run where no promise can be awaited`,
    );
  }
  if (!Number.isInteger(capacity) || capacity < 1) {
    throw new RangeError(
      `AsyncDataStream.${method}: a capacity of ${spelled(capacity)}: a whole number from 1 is expected`,
    );
  }
  const timeoutMs = wholeMillis(timeout, 0, `AsyncDataStream.${method}: a timeout`);
  if (strategy.plan && timeoutMs === 0) {
    throw new RangeError(`AsyncDataStream.${method}: a retry strategy needs a timeout of at least 1 ms`);
  }
  const { ifResult, ifException } = strategy.predicates;
  return stream.transform(
    'asyncHttp',
    'async wait operator',
    {
      callSite: new CallSite(),
      ...asyncFunction.functions(),
      ifResult: strategy.plan && ifResult,
      ifException: strategy.plan && ifException,
    },
    { ...asyncFunction.params(), outputMode, timeoutMs, capacity, retry: strategy.plan },
  );
}
