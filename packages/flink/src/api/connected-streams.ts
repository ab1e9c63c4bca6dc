/**
 * Two streams that one operator reads, each with a function of its own: their records may have different types.
 *
 * Mirrors https://nightlies.apache.org/flink/flink-docs-stable/docs/dev/datastream/operators/overview/#connect
 */
import type { NodeOf, Op, PlanNode } from '../plan.js';
import type { CoFlatMapFunction, CoMapFunction, CoProcessFunction, KeyedCoProcessFunction } from './co-functions.js';
import { SingleOutputStreamOperator } from './data-stream.js';
import type { KeySelector } from './functions.js';
import type { FunctionSlot, Graph } from './graph.js';

/** Two connected streams, with records of type `A` and of type `B`. */
export class ConnectedStreams<A, B> {
  constructor(
    protected readonly graph: Graph,
    protected readonly first: PlanNode,
    protected readonly second: PlanNode,
  ) {}

  /** One record out for each record in, by `map1` or `map2`. */
  map<O>(mapper: CoMapFunction<A, B, O>): SingleOutputStreamOperator<O> {
    return this.operator<O, 'coMap'>('coMap', 'Co-Map', { coMap: ['coMap', mapper] });
  }

  /** Any number of records out for each record in, by `flatMap1` or `flatMap2`. */
  flatMap<O>(flatMapper: CoFlatMapFunction<A, B, O>): SingleOutputStreamOperator<O> {
    return this.operator<O, 'coFlatMap'>('coFlatMap', 'Co-Flat Map', { coFlatMap: ['coFlatMap', flatMapper] });
  }

  /** The general operator over two streams: any number of records out, to the main stream and to side outputs. */
  process<O>(processFunction: CoProcessFunction<A, B, O>): SingleOutputStreamOperator<O> {
    return this.operator<O, 'coProcess'>('coProcess', 'Co-Process', { coProcess: ['coProcess', processFunction] });
  }

  /** Records of both streams with the same key go to the same subtask, and share its state. */
  keyBy<K extends NonNullable<unknown> | []>(
    key1: ((value: A) => K) | KeySelector<A, K>,
    key2: ((value: B) => K) | KeySelector<B, K>,
  ): KeyedConnectedStreams<A, B, K> {
    return new KeyedConnectedStreams<A, B, K>(
      this.graph,
      this.graph.add('keyBy', [this.first], 'keyBy', { key: ['key', key1] }, {}),
      this.graph.add('keyBy', [this.second], 'keyBy', { key: ['key', key2] }, {}),
    );
  }

  protected operator<R, O extends Op>(
    op: O,
    name: string,
    slots: Partial<Record<keyof NodeOf<O>['functions'], FunctionSlot>>,
  ): SingleOutputStreamOperator<R> {
    const node = this.graph.add(op, [this.first, this.second], name, slots, {} as NodeOf<O>['params']);
    return new SingleOutputStreamOperator<R>(this.graph, node);
  }
}

/** Two connected streams whose records belong together by key: their functions have keyed state, and timers. */
export class KeyedConnectedStreams<A, B, K> extends ConnectedStreams<A, B> {
  declare readonly keyType: () => K;

  override process<O>(
    processFunction: KeyedCoProcessFunction<K, A, B, O> | CoProcessFunction<A, B, O>,
  ): SingleOutputStreamOperator<O> {
    return this.operator<O, 'keyedCoProcess'>('keyedCoProcess', 'Co-Keyed-Process', {
      keyedCoProcess: ['keyedCoProcess', processFunction],
    });
  }
}
