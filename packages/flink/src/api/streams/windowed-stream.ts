/**
 * A keyed stream cut into windows.
 *
 * Mirrors https://nightlies.apache.org/flink/flink-docs-stable/docs/dev/datastream/operators/windows/
 */

import type { AggregateFunction, ReduceFunction } from '../functions/functions.js';
import type { ProcessWindowFunction } from '../functions/window-functions.js';
import type { Window } from '../windows/windows.js';
import { BaseWindowedStream } from './base-windowed-stream.js';
import type { SingleOutputStreamOperator } from './data-stream.js';

export class WindowedStream<T, K, W extends Window> extends BaseWindowedStream<T, W> {
  /** Combines the window's records two by two as they come; a window function then gets their one result. */
  override reduce(reducer: ((first: T, second: T) => T) | ReduceFunction<T>): SingleOutputStreamOperator<T>;
  override reduce<O>(
    reducer: ((first: T, second: T) => T) | ReduceFunction<T>,
    windowFunction: ProcessWindowFunction<T, O, K, W>,
  ): SingleOutputStreamOperator<O>;
  override reduce<O>(
    reducer: ((first: T, second: T) => T) | ReduceFunction<T>,
    windowFunction?: ProcessWindowFunction<T, O, K, W>,
  ): SingleOutputStreamOperator<T | O> {
    return this.operator<T | O>('window', {
      reduce: reducer,
      processWindow: windowFunction,
    });
  }

  /** Aggregates the window's records as they come; a window function then gets their one result. */
  aggregate<ACC, R>(aggregateFunction: AggregateFunction<T, ACC, R>): SingleOutputStreamOperator<R>;
  aggregate<ACC, R, O>(
    aggregateFunction: AggregateFunction<T, ACC, R>,
    windowFunction: ProcessWindowFunction<R, O, K, W>,
  ): SingleOutputStreamOperator<O>;
  aggregate<ACC, R, O>(
    aggregateFunction: AggregateFunction<T, ACC, R>,
    windowFunction?: ProcessWindowFunction<R, O, K, W>,
  ): SingleOutputStreamOperator<R | O> {
    return this.operator<R | O>('window', {
      aggregate: aggregateFunction,
      processWindow: windowFunction,
    });
  }

  /** Keeps all records of a window and gives them to the function when it fires. */
  process<O>(windowFunction: ProcessWindowFunction<T, O, K, W>): SingleOutputStreamOperator<O> {
    return this.operator<O>('window', { processWindow: windowFunction });
  }
}
