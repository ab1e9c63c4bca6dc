/**
 * Groups the records of two streams by key and window, and gives both groups to one function: also where one of them is
 * empty, which makes outer joins.
 *
 * Mirrors https://nightlies.apache.org/flink/flink-docs-stable/docs/dev/datastream/operators/overview/#window-cogroup
 */
import { OPERATORS } from '../../plan/operators.js';
import type { PlanNode } from '../../plan/plan.js';
import type { Duration } from '../duration.js';
import type { CoGroupFunction } from '../functions/co-functions.js';
import {
  type Collector,
  type KeySelector,
  type Nothing,
  RichFunction,
  type RuntimeContext,
} from '../functions/functions.js';
import { ProcessWindowFunction, type WindowContext } from '../functions/window-functions.js';
import type { Graph } from '../graph/graph.js';
import { CALLED, WRAPPED } from '../graph/wrapped.js';
import type { Trigger } from '../windows/triggers.js';
import type { Window, WindowAssigner } from '../windows/windows.js';
import type { DataStream, SingleOutputStreamOperator } from './data-stream.js';
import type { WindowedStream } from './windowed-stream.js';

type Key<T, K> = ((value: T) => K) | KeySelector<T, K>;

/** A record, and of which stream it is. */
type Tagged<A, B> = { first: A } | { second: B };

/** Two streams, before their keys are known. */
export class CoGroupedStreams<A, B> {
  constructor(
    private readonly first: DataStream<A>,
    private readonly second: DataStream<B>,
  ) {}

  /** The key of the first stream's records. */
  where<K extends NonNullable<unknown> | []>(key: Key<A, K>): CoGroupedWhere<A, B, K> {
    return new CoGroupedWhere(this.first, this.second, key);
  }
}

/** Two streams, of which the first has a key. */
export class CoGroupedWhere<A, B, K extends NonNullable<unknown> | []> {
  constructor(
    private readonly first: DataStream<A>,
    private readonly second: DataStream<B>,
    private readonly key1: Key<A, K>,
  ) {}

  /** The key of the second stream's records. */
  equalTo(key2: Key<B, K>): CoGroupedEqualTo<A, B, K> {
    return new CoGroupedEqualTo(this.first, this.second, new TaggedKey(this.key1, key2));
  }
}

/** Two streams with keys. */
export class CoGroupedEqualTo<A, B, K extends NonNullable<unknown> | []> {
  constructor(
    private readonly first: DataStream<A>,
    private readonly second: DataStream<B>,
    private readonly key: TaggedKey<A, B, K>,
  ) {}

  /** Whose windows the records share. */
  window<W extends Window>(assigner: WindowAssigner<unknown, W>): CoGroupedWindow<A, B, K, W> {
    const first = tagged<A, Tagged<A, B>>(this.first, (record) => ({ first: record }));
    const second = tagged<B, Tagged<A, B>>(this.second, (record) => ({ second: record }));
    return new CoGroupedWindow(first.union(second).keyBy<K>(this.key).window(assigner));
  }
}

/** Two streams with keys, cut into windows. */
export class CoGroupedWindow<A, B, K, W extends Window> {
  constructor(private readonly windows: WindowedStream<Tagged<A, B>, K, W>) {}

  /** Says when a window fires, instead of the assigner. */
  trigger(trigger: Trigger<W>): this {
    this.windows.trigger(trigger);
    return this;
  }

  /** Keeps a window for this long after it fired: each late record in that time fires it again. */
  allowedLateness(lateness: Duration): this {
    this.windows.allowedLateness(lateness);
    return this;
  }

  /** Calls the function for each key and window that has a record of at least one of the streams. */
  apply<O>(
    coGroupFunction: CoGroupFunction<A, B, O>['coGroup'] | CoGroupFunction<A, B, O>,
  ): SingleOutputStreamOperator<O> {
    return this.windows.process(new CoGroupWindowFunction<A, B, O, K, W>(coGroupFunction));
  }
}

/** The stream with its records tagged; it has its subtasks, and so its order. */
function tagged<T, R>(stream: DataStream<T>, tag: (record: T) => R): SingleOutputStreamOperator<R> {
  const result = stream.map(tag);
  const parallelism = ownParallelism(stream.graph, stream.node);
  return parallelism === undefined ? result : result.setParallelism(parallelism);
}

/** Undefined where the node has the job's. */
function ownParallelism(graph: Graph, node: PlanNode): number | undefined {
  const { is, singleSubtask, keepsSubtasks } = OPERATORS[node.op];
  if (node.parallelism !== undefined || singleSubtask) return node.parallelism ?? 1;
  const input = is === 'output' || keepsSubtasks ? graph.nodes[node.inputs[0] ?? -1] : undefined;
  return input && ownParallelism(graph, input);
}

class TaggedKey<A, B, K> implements KeySelector<Tagged<A, B>, K> {
  readonly [WRAPPED]: readonly object[];

  constructor(
    private readonly key1: Key<A, K>,
    private readonly key2: Key<B, K>,
  ) {
    this[WRAPPED] = [key1, key2];
  }

  getKey(record: Tagged<A, B>): K {
    return 'first' in record ? keyOf(this.key1, record.first) : keyOf(this.key2, record.second);
  }
}

function keyOf<T, K>(key: Key<T, K>, record: T): K {
  return typeof key === 'function' ? key(record) : key.getKey(record);
}

/** Sorts a window's records by their stream. */
class CoGroupWindowFunction<A, B, O, K, W extends Window> extends ProcessWindowFunction<Tagged<A, B>, O, K, W> {
  readonly [WRAPPED]: readonly object[];
  readonly [CALLED] = 'coGroup()';

  constructor(private readonly fn: CoGroupFunction<A, B, O>['coGroup'] | CoGroupFunction<A, B, O>) {
    super();
    this[WRAPPED] = [fn];
  }

  override setRuntimeContext(context: RuntimeContext): void {
    super.setRuntimeContext(context);
    this.rich()?.setRuntimeContext(context);
  }

  override open(): void {
    this.rich()?.open();
  }

  override close(): void {
    this.rich()?.close();
  }

  /** Returns what the function returned, for the runtime to refuse a promise, or a record that would be lost. */
  process(_key: K, _ctx: WindowContext<W>, records: readonly Tagged<A, B>[], out: Collector<O>): Nothing {
    const first = records.flatMap((record) => ('first' in record ? [record.first] : []));
    const second = records.flatMap((record) => ('second' in record ? [record.second] : []));
    return typeof this.fn === 'function' ? this.fn(first, second, out) : this.fn.coGroup(first, second, out);
  }

  private rich(): RichFunction | undefined {
    return this.fn instanceof RichFunction ? this.fn : undefined;
  }
}
