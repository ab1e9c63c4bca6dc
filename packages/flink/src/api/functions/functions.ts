/**
 * The functions that a job gives to its operators. They run in the TaskManager, on the records of one subtask.
 *
 * A record is a JSON value and frozen: return a new one instead of changing it. Where it is emitted it is made what JSON
 * gives back, the same in one task as behind an exchange: a property that is undefined is gone, -0 is 0, a getter is its
 * value, what has no prototype is a plain object. What JSON would lose is a TypeError there, with the path to it: NaN,
 * undefined in a list, Date, Map and other classes, symbols, hidden properties, a list with more than elements (such as
 * the match of a regular expression). One thing is not seen, as it would cost each record more than all the rest: a getter,
 * or a property that is not enumerable, in the place where earlier records of the same function have a usual property of
 * the same name, or a list's element; until an exchange a getter then stays one. State, keys and accumulators are JSON values in the same way.
 *
 * No function may be `async`: a task thread can't wait (that is what Async I/O is for).
 *
 * Mirrors https://nightlies.apache.org/flink/flink-docs-stable/docs/dev/datastream/user_defined_functions/
 */
import type { MetricGroup } from '../metrics.js';
import type { OutputTag } from '../output-tag.js';
import type {
  AggregatingState,
  AggregatingStateDescriptor,
  ListState,
  ListStateDescriptor,
  MapState,
  MapStateDescriptor,
  ReducingState,
  ReducingStateDescriptor,
  ValueState,
  ValueStateDescriptor,
} from '../state/state.js';

/** Takes the records that a function emits. */
export interface Collector<T> {
  collect(record: T): void;
}

/**
 * What a function returns that gives its records to a collector: nothing. What `ok && out.collect(record)` comes to is
 * nothing, too, and so is the list of `records.map((record) => out.collect(record))`. A record that is returned would be
 * lost, so the runtime refuses lists and objects, for who has no compiler.
 */
// biome-ignore lint/suspicious/noConfusingVoidType: a function without a return is of this type
export type Nothing = void | boolean | '' | 0 | null | undefined | readonly (void | boolean | null | undefined)[];

export interface MapFunction<T, O> {
  map(value: T): O;
}

export interface FilterFunction<T> {
  filter(value: T): boolean;
}

export interface FlatMapFunction<T, O> {
  flatMap(value: T, out: Collector<O>): Nothing;
}

/** Gives the key of a record: a JSON value that is not null. Objects with equal properties are the same key. */
export interface KeySelector<T, K> {
  getKey(value: T): K;
}

/** Says which subtask gets the records of a key. Mirrors Flink's Partitioner. */
export interface Partitioner<K> {
  /** The subtask's number, from 0 and below `numPartitions`. */
  partition(key: K, numPartitions: number): number;
}

/** Combines two records of a key into one of the same type. */
export interface ReduceFunction<T> {
  reduce(first: T, second: T): T;
}

/** Aggregates records into an accumulator, one at a time, and makes the result from it. */
export interface AggregateFunction<IN, ACC, OUT> {
  createAccumulator(): ACC;
  /** Returns the accumulator with the record added; may change and return the one it got. */
  add(value: IN, accumulator: ACC): ACC;
  getResult(accumulator: ACC): OUT;
  /** Joins two accumulators, as merging windows (sessions) need. */
  merge(a: ACC, b: ACC): ACC;
}

/** Where a function runs. Mirrors Flink's TaskInfo. */
export interface TaskInfo {
  /** The task's name: those of the operators that are chained into it. */
  getTaskName(): string;
  /** The task's name with the subtask's number, from 1, and attempt: `Map (2/4)#0`. */
  getTaskNameWithSubtasks(): string;
  /** Which of the parallel subtasks this is, from 0. */
  getIndexOfThisSubtask(): number;
  getNumberOfParallelSubtasks(): number;
  /** The limit to which the operator can be rescaled. */
  getMaxNumberOfParallelSubtasks(): number;
  /** 0 at first, one more after each restart. */
  getAttemptNumber(): number;
}

/** The job that a function runs in. Mirrors Flink's JobInfo. */
export interface JobInfo {
  /** The job's id, as the dashboard and the command line show it: 32 hexadecimal digits. */
  getJobId(): string;
  getJobName(): string;
}

/** What a rich function can ask for, from `open()` on. */
export interface RuntimeContext {
  getJobInfo(): JobInfo;
  getTaskInfo(): TaskInfo;
  /** Where the function registers metrics of its own. */
  getMetricGroup(): MetricGroup;
  getState<T>(descriptor: ValueStateDescriptor<T>): ValueState<T>;
  getListState<T>(descriptor: ListStateDescriptor<T>): ListState<T>;
  getMapState<K, V>(descriptor: MapStateDescriptor<K, V>): MapState<K, V>;
  getReducingState<T>(descriptor: ReducingStateDescriptor<T>): ReducingState<T>;
  getAggregatingState<IN, ACC, OUT>(descriptor: AggregatingStateDescriptor<IN, ACC, OUT>): AggregatingState<IN, OUT>;
}

/** A function with a life cycle: `open()` before the first record, `close()` after the last. */
export abstract class RichFunction {
  #runtimeContext: RuntimeContext | undefined;

  /** Called once on each subtask before the first record: the place to ask for state. */
  open(): void {}

  /** Called once on each subtask after the last record. */
  close(): void {}

  /** @throws Error before `open()`: in Node, where the graph is built, there is no task. */
  getRuntimeContext(): RuntimeContext {
    if (!this.#runtimeContext) {
      throw new Error(
        `${this.constructor.name}: getRuntimeContext() is there from open() on, not in the constructor or a field initializer`,
      );
    }
    return this.#runtimeContext;
  }

  /** Called by the runtime before `open()`. */
  setRuntimeContext(context: RuntimeContext): void {
    this.#runtimeContext = context;
  }
}

export abstract class RichMapFunction<T, O> extends RichFunction implements MapFunction<T, O> {
  abstract map(value: T): O;
}

/** A reduce function for `KeyedStream.reduce`. As in Flink, a window's can't be rich. */
export abstract class RichReduceFunction<T> extends RichFunction implements ReduceFunction<T> {
  abstract reduce(first: T, second: T): T;
}

export abstract class RichFilterFunction<T> extends RichFunction implements FilterFunction<T> {
  abstract filter(value: T): boolean;
}

export abstract class RichFlatMapFunction<T, O> extends RichFunction implements FlatMapFunction<T, O> {
  abstract flatMap(value: T, out: Collector<O>): Nothing;
}

/** Emits a record to a side output. The tag alone says of which type; so a literal fits a tag of literals. */
export interface SideOutputContext {
  output<X>(tag: OutputTag<X>, record: Known<X>): void;
}

/** A type that is inferred elsewhere. (TypeScript's own `NoInfer` is newer than the notebooks' compiler.) */
export type Known<T> = [T][T extends unknown ? 0 : never];
