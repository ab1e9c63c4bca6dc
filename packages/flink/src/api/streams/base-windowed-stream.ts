import type { Duration } from '../duration.js';
import type { ReduceFunction } from '../functions/functions.js';
import { type ComparableField, type FieldOf, RollingBest, RollingExtreme, RollingSum } from '../functions/rolling.js';
import type { NodeFunctions } from '../graph/graph.js';
import type { OutputTag } from '../output-tag.js';
import type { Trigger } from '../windows/triggers.js';
import type { WindowSettings } from '../windows/window-settings.js';
import type { Window } from '../windows/windows.js';
import type { DataStream, SingleOutputStreamOperator } from './data-stream.js';

/**
 * What the windows of keys and those of a whole stream have in common.
 *
 * Mirrors https://nightlies.apache.org/flink/flink-docs-stable/docs/dev/datastream/operators/windows/
 */
export abstract class BaseWindowedStream<T, W extends Window> {
  constructor(
    private readonly input: DataStream<T>,
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

  /** Combines the window's records two by two as they come. */
  abstract reduce(reducer: ((first: T, second: T) => T) | ReduceFunction<T>): SingleOutputStreamOperator<T>;

  /** The window's sum of one field; the other fields are those of its first record. A sum of integers beyond 2^53 fails the job. */
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

  /** Adds the window operator, with what was set and the functions that its records are given to. */
  protected operator<R>(
    op: 'window' | 'windowAll',
    functions: NodeFunctions<'window'> | NodeFunctions<'windowAll'>,
  ): SingleOutputStreamOperator<R> {
    const { name, gap } = this.settings;
    return this.input.transform<R, typeof op>(op, name, { ...functions, gap }, this.settings.params());
  }
}
