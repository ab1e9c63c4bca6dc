/**
 * A stream without keys cut into windows: one subtask sees all records, whatever the job's parallelism is.
 *
 * Mirrors https://nightlies.apache.org/flink/flink-docs-stable/docs/dev/datastream/operators/windows/
 */
import type { PlanNode } from '../plan.js';
import { SingleOutputStreamOperator } from './data-stream.js';
import type { Duration } from './duration.js';
import type { AggregateFunction, ReduceFunction } from './functions.js';
import type { FunctionSlot, Graph } from './graph.js';
import type { OutputTag } from './output-tag.js';
import { type ComparableField, type FieldOf, RollingBest, RollingExtreme, RollingSum } from './rolling.js';
import type { Trigger } from './triggers.js';
import type { ProcessAllWindowFunction } from './window-functions.js';
import type { WindowSettings } from './window-settings.js';
import type { Window } from './windows.js';

export class AllWindowedStream<T, W extends Window> {
  constructor(
    private readonly graph: Graph,
    private readonly input: PlanNode,
    private readonly settings: WindowSettings<T, W>,
  ) {}

  /**
   * Says when a window fires, instead of the assigner.
   * @throws Error for a trigger that would never fire these windows
   */
  trigger(trigger: Trigger<W>): this {
    this.settings.trigger(trigger);
    return this;
  }

  /**
   * Keeps a window for this long after it fired: each late record in that time fires it again.
   * @throws Error for windows that nothing is late for: global ones and those by processing time
   */
  allowedLateness(lateness: Duration): this {
    this.settings.allowedLateness(lateness);
    return this;
  }

  /**
   * Sends records that are too late for their window to a side output. Without it they are dropped.
   * @throws Error like {@link allowedLateness}
   */
  sideOutputLateData(tag: OutputTag<T>): this {
    this.settings.sideOutputLateData(tag);
    return this;
  }

  /** Combines the window's records two by two as they come; a window function then gets their one result. */
  reduce(reducer: ((first: T, second: T) => T) | ReduceFunction<T>): SingleOutputStreamOperator<T>;
  reduce<O>(
    reducer: ((first: T, second: T) => T) | ReduceFunction<T>,
    windowFunction: ProcessAllWindowFunction<T, O, W>,
  ): SingleOutputStreamOperator<O>;
  reduce<O>(
    reducer: ((first: T, second: T) => T) | ReduceFunction<T>,
    windowFunction?: ProcessAllWindowFunction<T, O, W>,
  ): SingleOutputStreamOperator<T | O> {
    return this.operator<T | O>({
      reduce: ['reduce', reducer],
      processAllWindow: ['processAllWindow', windowFunction],
    });
  }

  /** The window's sum of one field; the other fields are those of its first record. */
  sum(field: FieldOf<T, number>): SingleOutputStreamOperator<T> {
    return this.reduce(new RollingSum<T>(field));
  }

  /** The window's smallest value of one field; the other fields are those of its first record. */
  min(field: ComparableField<T>): SingleOutputStreamOperator<T> {
    return this.reduce(new RollingExtreme<T>(field, 'smaller'));
  }

  /** The window's largest value of one field; the other fields are those of its first record. */
  max(field: ComparableField<T>): SingleOutputStreamOperator<T> {
    return this.reduce(new RollingExtreme<T>(field, 'larger'));
  }

  /** The window's record with the smallest value of a field; of several the first, or the last if `first` is false. */
  minBy(field: ComparableField<T>, first = true): SingleOutputStreamOperator<T> {
    return this.reduce(new RollingBest<T>(field, 'smaller', first));
  }

  /** The window's record with the largest value of a field; of several the first, or the last if `first` is false. */
  maxBy(field: ComparableField<T>, first = true): SingleOutputStreamOperator<T> {
    return this.reduce(new RollingBest<T>(field, 'larger', first));
  }

  /** Aggregates the window's records as they come; a window function then gets their one result. */
  aggregate<ACC, R>(aggregateFunction: AggregateFunction<T, ACC, R>): SingleOutputStreamOperator<R>;
  aggregate<ACC, R, O>(
    aggregateFunction: AggregateFunction<T, ACC, R>,
    windowFunction: ProcessAllWindowFunction<R, O, W>,
  ): SingleOutputStreamOperator<O>;
  aggregate<ACC, R, O>(
    aggregateFunction: AggregateFunction<T, ACC, R>,
    windowFunction?: ProcessAllWindowFunction<R, O, W>,
  ): SingleOutputStreamOperator<R | O> {
    return this.operator<R | O>({
      aggregate: ['aggregate', aggregateFunction],
      processAllWindow: ['processAllWindow', windowFunction],
    });
  }

  /** Keeps all records of a window and gives them to the function when it fires. */
  process<O>(windowFunction: ProcessAllWindowFunction<T, O, W>): SingleOutputStreamOperator<O> {
    return this.operator<O>({ processAllWindow: ['processAllWindow', windowFunction] });
  }

  private operator<R>(
    slots: Partial<Record<'reduce' | 'aggregate' | 'processAllWindow', FunctionSlot>>,
  ): SingleOutputStreamOperator<R> {
    const { name, slots: own } = this.settings;
    const node = this.graph.add('windowAll', [this.input], name, { ...slots, ...own }, this.settings.params());
    return new SingleOutputStreamOperator<R>(this.graph, node);
  }
}
