/**
 * A keyed stream cut into windows.
 *
 * Mirrors https://nightlies.apache.org/flink/flink-docs-stable/docs/dev/datastream/operators/windows/
 */
import type { PlanNode } from '../plan.js';
import { SingleOutputStreamOperator } from './data-stream.js';
import type { Duration } from './duration.js';
import type { AggregateFunction, ReduceFunction } from './functions.js';
import type { FunctionSlot, Graph } from './graph.js';
import type { OutputTag } from './output-tag.js';
import type { ProcessWindowFunction } from './process-functions.js';
import type { WindowAssigner } from './windows.js';

export class WindowedStream<T, K> {
  #allowedLatenessMs = 0;
  #lateTag: string | undefined;

  constructor(
    private readonly graph: Graph,
    private readonly input: PlanNode,
    private readonly assigner: WindowAssigner,
  ) {}

  /** Keeps a window for this long after it fired: each late record in that time fires it again. */
  allowedLateness(lateness: Duration): this {
    this.#allowedLatenessMs = lateness.toMillis();
    return this;
  }

  /** Sends records that are too late for their window to a side output. Without it they are dropped. */
  sideOutputLateData(tag: OutputTag<T>): this {
    this.#lateTag = tag.id;
    return this;
  }

  /** Combines the window's records two by two as they come; a window function then gets their one result. */
  reduce(reducer: ((first: T, second: T) => T) | ReduceFunction<T>): SingleOutputStreamOperator<T>;
  reduce<O>(
    reducer: ((first: T, second: T) => T) | ReduceFunction<T>,
    windowFunction: ProcessWindowFunction<T, O, K>,
  ): SingleOutputStreamOperator<O>;
  reduce<O>(
    reducer: ((first: T, second: T) => T) | ReduceFunction<T>,
    windowFunction?: ProcessWindowFunction<T, O, K>,
  ): SingleOutputStreamOperator<T | O> {
    return this.operator<T | O>({ reduce: ['reduce', reducer], processWindow: ['processWindow', windowFunction] });
  }

  /** Aggregates the window's records as they come; a window function then gets their one result. */
  aggregate<ACC, R>(aggregateFunction: AggregateFunction<T, ACC, R>): SingleOutputStreamOperator<R>;
  aggregate<ACC, R, O>(
    aggregateFunction: AggregateFunction<T, ACC, R>,
    windowFunction: ProcessWindowFunction<R, O, K>,
  ): SingleOutputStreamOperator<O>;
  aggregate<ACC, R, O>(
    aggregateFunction: AggregateFunction<T, ACC, R>,
    windowFunction?: ProcessWindowFunction<R, O, K>,
  ): SingleOutputStreamOperator<R | O> {
    return this.operator<R | O>({
      aggregate: ['aggregate', aggregateFunction],
      processWindow: ['processWindow', windowFunction],
    });
  }

  /** Keeps all records of a window and gives them to the function when it fires. */
  process<O>(windowFunction: ProcessWindowFunction<T, O, K>): SingleOutputStreamOperator<O> {
    return this.operator<O>({ processWindow: ['processWindow', windowFunction] });
  }

  private operator<R>(
    slots: Partial<Record<'reduce' | 'aggregate' | 'processWindow', FunctionSlot>>,
  ): SingleOutputStreamOperator<R> {
    const node = this.graph.add('window', [this.input], this.assigner.name, slots, {
      assigner: this.assigner.plan,
      allowedLatenessMs: this.#allowedLatenessMs,
      lateTag: this.#lateTag,
    });
    return new SingleOutputStreamOperator<R>(this.graph, node);
  }
}
