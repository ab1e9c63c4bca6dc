/**
 * The functions of two streams. One instance works on both inputs, record by record, in no particular order between the
 * two: what one input leaves in a field or in state, the other finds. Those of joins get records that belong together.
 *
 * Mirrors https://nightlies.apache.org/flink/flink-docs-stable/docs/dev/datastream/operators/process_function/#low-level-joins
 * and https://nightlies.apache.org/flink/flink-docs-stable/docs/dev/datastream/operators/joining/
 */
import { type Collector, type Nothing, RichFunction, type SideOutputContext } from './functions.js';
import type { KeyedProcessContext, OnTimerContext, ProcessContext } from './process-functions.js';

export interface CoMapFunction<A, B, O> {
  /** Called for each record of the first stream. */
  map1(value: A): O;
  /** Called for each record of the second stream. */
  map2(value: B): O;
}

export interface CoFlatMapFunction<A, B, O> {
  /** Called for each record of the first stream. */
  flatMap1(value: A, out: Collector<O>): Nothing;
  /** Called for each record of the second stream. */
  flatMap2(value: B, out: Collector<O>): Nothing;
}

/** A {@link CoMapFunction} with a life cycle and, on keyed streams, with state. */
export abstract class RichCoMapFunction<A, B, O> extends RichFunction implements CoMapFunction<A, B, O> {
  abstract map1(value: A): O;
  abstract map2(value: B): O;
}

/** A {@link CoFlatMapFunction} with a life cycle and, on keyed streams, with state. */
export abstract class RichCoFlatMapFunction<A, B, O> extends RichFunction implements CoFlatMapFunction<A, B, O> {
  abstract flatMap1(value: A, out: Collector<O>): Nothing;
  abstract flatMap2(value: B, out: Collector<O>): Nothing;
}

/** Sees timestamps and side outputs of two streams. */
export abstract class CoProcessFunction<A, B, O> extends RichFunction {
  /** Only for the compiler: a function that needs keys fits no streams without them. */
  declare readonly contextType: (ctx: ProcessContext) => void;

  /** Called for each record of the first stream. */
  abstract processElement1(value: A, ctx: ProcessContext, out: Collector<O>): Nothing;
  /** Called for each record of the second stream. */
  abstract processElement2(value: B, ctx: ProcessContext, out: Collector<O>): Nothing;
}

/** Sees timestamps, timers, state and side outputs of two streams with the same key. */
export abstract class KeyedCoProcessFunction<K, A, B, O> extends RichFunction {
  /** Only for the compiler. */
  declare readonly contextType: (ctx: KeyedProcessContext<K>) => void;

  /** Called for each record of the first stream. */
  abstract processElement1(value: A, ctx: KeyedProcessContext<K>, out: Collector<O>): Nothing;
  /** Called for each record of the second stream. */
  abstract processElement2(value: B, ctx: KeyedProcessContext<K>, out: Collector<O>): Nothing;

  /** Called when a timer of the current key is due. */
  onTimer(_timestamp: number, _ctx: OnTimerContext<K>, _out: Collector<O>): Nothing {}
}

/** What a {@link ProcessJoinFunction} can ask for. Timestamps are in ms since 1970. */
export interface ProcessJoinContext extends SideOutputContext {
  getLeftTimestamp(): number;
  getRightTimestamp(): number;
  /** The later of the two, which what is collected gets. */
  getTimestamp(): number;
}

/** Called for each pair of an interval join. A record without a partner is never seen. */
export abstract class ProcessJoinFunction<A, B, O> extends RichFunction {
  abstract processElement(left: A, right: B, ctx: ProcessJoinContext, out: Collector<O>): Nothing;
}

/** Gets all records of a key's window, those of each stream in a list of their own. One of the two may be empty. */
export interface CoGroupFunction<A, B, O> {
  coGroup(first: readonly A[], second: readonly B[], out: Collector<O>): Nothing;
}

/** A {@link CoGroupFunction} with a life cycle. */
export abstract class RichCoGroupFunction<A, B, O> extends RichFunction implements CoGroupFunction<A, B, O> {
  abstract coGroup(first: readonly A[], second: readonly B[], out: Collector<O>): Nothing;
}
