/**
 * The functions that joined streams are given to.
 *
 * Mirrors https://nightlies.apache.org/flink/flink-docs-stable/docs/dev/datastream/operators/joining/
 */
import { type Collector, type Nothing, RichFunction, type SideOutputContext } from './functions.js';

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
