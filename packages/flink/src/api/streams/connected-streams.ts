/**
 * Two streams that one operator reads, each with a function of its own: their records may have different types.
 *
 * Mirrors https://nightlies.apache.org/flink/flink-docs-stable/docs/dev/datastream/operators/overview/#connect
 */
import type {
  CoFlatMapFunction,
  CoMapFunction,
  CoProcessFunction,
  KeyedCoProcessFunction,
} from '../functions/co-functions.js';
import type { KeySelector } from '../functions/functions.js';
import type { DataStream, SingleOutputStreamOperator } from './data-stream.js';

/** Two connected streams, with records of type `A` and of type `B`. */
export class ConnectedStreams<A, B> {
  constructor(
    protected readonly first: DataStream<A>,
    protected readonly second: DataStream<B>,
  ) {}

  /** One record out for each record in, by `map1` or `map2`. */
  map<O>(mapper: CoMapFunction<A, B, O>): SingleOutputStreamOperator<O> {
    return this.first.transform('coMap', 'Co-Map', { coMap: mapper }, {}, this.second);
  }

  /** Any number of records out for each record in, by `flatMap1` or `flatMap2`. */
  flatMap<O>(flatMapper: CoFlatMapFunction<A, B, O>): SingleOutputStreamOperator<O> {
    return this.first.transform('coFlatMap', 'Co-Flat Map', { coFlatMap: flatMapper }, {}, this.second);
  }

  /** The general operator over two streams: any number of records out, to the main stream and to side outputs. */
  process<O>(processFunction: CoProcessFunction<A, B, O>): SingleOutputStreamOperator<O> {
    return this.first.transform('coProcess', 'Co-Process', { coProcess: processFunction }, {}, this.second);
  }

  /** Records of both streams with the same key go to the same subtask, and share its state. */
  keyBy<K extends NonNullable<unknown> | []>(
    key1: ((value: A) => K) | KeySelector<A, K>,
    key2: ((value: B) => K) | KeySelector<B, K>,
  ): KeyedConnectedStreams<A, B, K> {
    return new KeyedConnectedStreams<A, B, K>(this.first.keyBy(key1), this.second.keyBy(key2));
  }
}

/** Two connected streams whose records belong together by key: their functions have keyed state, and timers. */
export class KeyedConnectedStreams<A, B, K> extends ConnectedStreams<A, B> {
  declare readonly keyType: () => K;

  override process<O>(
    processFunction: KeyedCoProcessFunction<K, A, B, O> | CoProcessFunction<A, B, O>,
  ): SingleOutputStreamOperator<O> {
    return this.first.transform(
      'keyedCoProcess',
      'Co-Keyed-Process',
      { keyedCoProcess: processFunction },
      {},
      this.second,
    );
  }
}
