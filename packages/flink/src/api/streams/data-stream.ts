/**
 * Streams and their transformations.
 *
 * Mirrors https://nightlies.apache.org/flink/flink-docs-stable/docs/dev/datastream/operators/overview/
 */
import type { NodeOf, Op, PlanNode } from '../../plan/plan.js';
import type { Sink } from '../connectors/sink.js';
import type {
  Collector,
  FilterFunction,
  FlatMapFunction,
  KeySelector,
  MapFunction,
  Nothing,
  Partitioner,
  ReduceFunction,
} from '../functions/functions.js';
import type { KeyedProcessFunction, ProcessFunction } from '../functions/process-functions.js';
import { type ComparableField, type FieldOf, RollingBest, RollingExtreme, RollingSum } from '../functions/rolling.js';
import type { Graph, NodeFunctions } from '../graph/graph.js';
import type { OutputTag } from '../output-tag.js';
import type { WatermarkStrategy } from '../watermark-strategy.js';
import { countWindows } from '../windows/count-windows.js';
import { WindowSettings } from '../windows/window-settings.js';
import type { GlobalWindow, Window, WindowAssigner } from '../windows/windows.js';
import { AllWindowedStream } from './all-windowed-stream.js';
import { CoGroupedStreams } from './co-grouped-streams.js';
import { ConnectedStreams, KeyedConnectedStreams } from './connected-streams.js';
import { DataStreamSink } from './data-stream-sink.js';
import { IntervalJoin } from './interval-join.js';
import { checkBufferTimeout, type OperatorSettings, withSettings } from './operator-settings.js';
import { WindowedStream } from './windowed-stream.js';

/** How records reach the subtasks of the next operator; see the methods of the same names. */
type PartitionOp = 'rebalance' | 'rescale' | 'shuffle' | 'broadcast' | 'global' | 'forward';

/** A stream of records of type `T`. */
export class DataStream<T> {
  declare readonly recordType: () => T;

  constructor(
    /** The graph under construction. */
    readonly graph: Graph,
    /** The plan's node that this stream comes out of. */
    readonly node: PlanNode,
  ) {}

  /** One record out for each record in. */
  map<O>(mapper: ((value: T) => O) | MapFunction<T, O>): SingleOutputStreamOperator<O> {
    return this.transform<O, 'map'>('map', 'Map', { map: mapper }, {});
  }

  /** Keeps the records for which the function returns true. */
  filter<S extends T>(filter: (value: T) => value is S): SingleOutputStreamOperator<S>;
  filter(filter: ((value: T) => boolean) | FilterFunction<T>): SingleOutputStreamOperator<T>;
  filter(filter: ((value: T) => boolean) | FilterFunction<T>): SingleOutputStreamOperator<T> {
    return this.transform<T, 'filter'>('filter', 'Filter', { filter }, {});
  }

  /** Any number of records out for each record in. */
  flatMap<O>(
    flatMapper: ((value: T, out: Collector<O>) => Nothing) | FlatMapFunction<T, O>,
  ): SingleOutputStreamOperator<O> {
    return this.transform<O, 'flatMap'>('flatMap', 'Flat Map', { flatMap: flatMapper }, {});
  }

  /** The general operator: any number of records out, to the main stream and to side outputs. */
  process<O>(processFunction: ProcessFunction<T, O>): SingleOutputStreamOperator<O> {
    return this.transform<O, 'process'>('process', 'Process', { process: processFunction }, {});
  }

  /** All records of one key go to the same subtask, in the order in which they come. A list as the key is a tuple. */
  keyBy<K extends NonNullable<unknown> | []>(key: ((value: T) => K) | KeySelector<T, K>): KeyedStream<T, K> {
    return new KeyedStream(this.graph, this.graph.add('keyBy', [this.node], 'keyBy', { key }, {}));
  }

  /** This stream and others of the same type as one, in no particular order. */
  union(...streams: DataStream<T>[]): DataStream<T> {
    const inputs = [this, ...streams].map((stream) => stream.node);
    return new DataStream(this.graph, this.graph.add('union', inputs, 'union', {}, {}));
  }

  /** This stream and another, perhaps of another type, for one operator that reads both. */
  connect<B>(other: DataStream<B>): ConnectedStreams<T, B> {
    return new ConnectedStreams<T, B>(this, other);
  }

  /** This stream and another, for a function that gets the records of each key and window of both. */
  coGroup<B>(other: DataStream<B>): CoGroupedStreams<T, B> {
    return new CoGroupedStreams(this, other);
  }

  /** Spreads the records evenly over the subtasks of the next operator. The order between them is lost. */
  rebalance(): DataStream<T> {
    return this.partition('rebalance');
  }

  /** Like `rebalance()`, but only over the subtasks nearby: cheaper where one parallelism is a multiple of the other. */
  rescale(): DataStream<T> {
    return this.partition('rescale');
  }

  /** Sends each record to a subtask of the next operator that chance decides on. */
  shuffle(): DataStream<T> {
    return this.partition('shuffle');
  }

  /** Sends every record to every subtask of the next operator. */
  broadcast(): DataStream<T> {
    return this.partition('broadcast');
  }

  /** Sends all records to the first subtask of the next operator. */
  global(): DataStream<T> {
    return this.partition('global');
  }

  /** Sends the records of each subtask to the same subtask of the next operator, which must have the same parallelism. */
  forward(): DataStream<T> {
    return this.partition('forward');
  }

  /**
   * Sends each record to the subtask of the next operator that a function says.
   *
   * ```ts
   * sales.partitionCustom((country: string, subtasks) => (country === 'NL' ? 0 : subtasks - 1), (sale) => sale.country);
   * ```
   * Mirrors https://nightlies.apache.org/flink/flink-docs-stable/docs/dev/datastream/operators/overview/#custom-partitioning
   * @param partitioner gives the number of the subtask, from 0, for a key and the number of subtasks; write the key's type
   * @param key gives the part of a record that decides; records stay without keys, and without keyed state
   */
  partitionCustom<K extends NonNullable<unknown> | []>(
    partitioner: ((key: K, numPartitions: number) => number) | Partitioner<K>,
    key: ((value: T) => K) | KeySelector<T, K>,
  ): DataStream<T> {
    return new DataStream(
      this.graph,
      this.graph.add('partitionCustom', [this.node], 'partitionCustom', { key, partition: partitioner }, {}),
    );
  }

  assignTimestampsAndWatermarks(strategy: WatermarkStrategy<T>): SingleOutputStreamOperator<T> {
    return this.transform<T, 'watermarks'>(
      'watermarks',
      'Timestamps/Watermarks',
      { timestamp: strategy.timestampAssigner },
      { watermarks: strategy.plan },
    );
  }

  /**
   * Groups all records by time, whatever their keys. The operator has one subtask, so it can't be made faster by more
   * parallelism: use `keyBy(…).window(…)` where there is a key.
   */
  windowAll<W extends Window>(assigner: WindowAssigner<T, W>): AllWindowedStream<T, W> {
    return new AllWindowedStream<T, W>(this, new WindowSettings(assigner));
  }

  /** Like {@link KeyedStream.countWindow}, over all records. */
  countWindowAll(size: number, slide?: number): AllWindowedStream<T, GlobalWindow> {
    return new AllWindowedStream<T, GlobalWindow>(this, countWindows<T>(size, slide));
  }

  /** Writes the stream. */
  sinkTo(sink: Sink<T>): DataStreamSink {
    return new DataStreamSink(sink.addTo(this.graph, this.node));
  }

  /**
   * Prints each record in the terminal or notebook that submitted the job, as `prefix:2> {"n":1}`: the number of the subtask,
   * from 1, is left out where there is only one. For a look at a stream: of many records a second only some are kept.
   */
  print(prefix = ''): DataStreamSink {
    return new DataStreamSink(this.graph.add('print', [this.node], 'Print to Std. Out', {}, { prefix }));
  }

  protected partition(op: PartitionOp): DataStream<T> {
    return new DataStream(this.graph, this.graph.add(op, [this.node], op, {}, {}));
  }

  /**
   * Adds an operator that reads this stream, and others if it has more inputs: all operators are made here.
   *
   * @internal
   */
  transform<R, O extends Op>(
    op: O,
    name: string,
    functions: NodeFunctions<O>,
    params: NodeOf<O>['params'],
    ...others: readonly Pick<DataStream<unknown>, 'node'>[]
  ): SingleOutputStreamOperator<R> {
    const inputs = [this, ...others].map((stream) => stream.node);
    return new SingleOutputStreamOperator<R>(this.graph, this.graph.add(op, inputs, name, functions, params));
  }
}

/** Classes extend only one: an operator's settings, which sinks have, too, come from beside. */
const StreamWithSettings = withSettings(class<T> extends DataStream<T> {}) as unknown as new <T>(
  graph: Graph,
  node: PlanNode,
) => DataStream<T> & OperatorSettings;

/** A stream that an operator produces: the operator can be named, sized and asked for its side outputs. */
export class SingleOutputStreamOperator<T> extends StreamWithSettings<T> {
  /**
   * How long the operator's records wait at most, in ms, to share a buffer on their way to another task, in place of what
   * `env.setBufferTimeout` says; 0 sends each at once.
   * @throws RangeError for anything but a whole number from 0
   */
  setBufferTimeout(timeoutMs: number): this {
    this.node.bufferTimeoutMs = checkBufferTimeout(timeoutMs, 'operator');
    return this;
  }

  /** Does not chain the operator to its input: a task, and a thread, begins with it. */
  startNewChain(): this {
    this.node.chaining = 'head';
    return this;
  }

  /** The records that the operator's function gave to `ctx.output(tag, …)`, or its window found too late. */
  getSideOutput<X>(tag: OutputTag<X>): DataStream<X> {
    return new DataStream<X>(
      this.graph,
      this.graph.add('sideOutput', [this.node], `side output ${tag.id}`, {}, { tag: tag.id }),
    );
  }
}

/** A stream in which the records of each key belong together. */
export class KeyedStream<T, K> extends DataStream<T> {
  declare readonly keyType: () => K;

  override process<O>(
    processFunction: KeyedProcessFunction<K, T, O> | ProcessFunction<T, O>,
  ): SingleOutputStreamOperator<O> {
    return this.transform<O, 'keyedProcess'>('keyedProcess', 'KeyedProcess', { keyedProcess: processFunction }, {});
  }

  /** @throws TypeError: the key alone says where its records go */
  override partitionCustom(): never {
    return this.partition('partitionCustom');
  }

  /** @throws TypeError: the key alone says where its records go */
  protected override partition(op: PartitionOp | 'partitionCustom'): never {
    throw new TypeError(`${op}() on a keyed stream would tear its keys apart: call it before keyBy(…)`);
  }

  /** Another stream with the same type of keys makes one operator of both, in which equal keys share their state. */
  override connect<B>(other: KeyedStream<B, K>): KeyedConnectedStreams<T, B, K>;
  override connect<B>(other: DataStream<B>): ConnectedStreams<T, B>;
  override connect<B>(other: DataStream<B>): ConnectedStreams<T, B> {
    return other instanceof KeyedStream ? new KeyedConnectedStreams<T, B, K>(this, other) : super.connect(other);
  }

  /** Joins the records of this stream with those of another that have the same key and are near in event time. */
  intervalJoin<B>(other: KeyedStream<B, K>): IntervalJoin<T, B, K> {
    return new IntervalJoin(this, other);
  }

  /** Combines each record with the key's result so far, and emits the new result. The function may be a rich one. */
  reduce(reducer: ((first: T, second: T) => T) | ReduceFunction<T>): SingleOutputStreamOperator<T> {
    return this.transform<T, 'reduce'>('reduce', 'Keyed Reduce', { reduce: reducer }, {});
  }

  /** The key's sum of one field so far; the other fields are those of its first record. A sum of integers beyond 2^53 fails the job. */
  sum(field: FieldOf<T, number>): SingleOutputStreamOperator<T> {
    return this.rolling(new RollingSum<T>(field));
  }

  /** The key's smallest value of one field so far; the other fields are those of its first record. */
  min(field: ComparableField<T>): SingleOutputStreamOperator<T> {
    return this.rolling(new RollingExtreme<T>(field, 'smaller'));
  }

  /** The key's largest value of one field so far; the other fields are those of its first record. */
  max(field: ComparableField<T>): SingleOutputStreamOperator<T> {
    return this.rolling(new RollingExtreme<T>(field, 'larger'));
  }

  /** The key's record with the smallest value of a field so far; of several the first, or the last if `first` is false. */
  minBy(field: ComparableField<T>, first = true): SingleOutputStreamOperator<T> {
    return this.rolling(new RollingBest<T>(field, 'smaller', first));
  }

  /** The key's record with the largest value of a field so far; of several the first, or the last if `first` is false. */
  maxBy(field: ComparableField<T>, first = true): SingleOutputStreamOperator<T> {
    return this.rolling(new RollingBest<T>(field, 'larger', first));
  }

  private rolling(reducer: ReduceFunction<T>): SingleOutputStreamOperator<T> {
    return this.transform<T, 'reduce'>('reduce', 'Keyed Aggregation', { reduce: reducer }, {});
  }

  /** Groups the records of each key, mostly by time. */
  window<W extends Window>(assigner: WindowAssigner<T, W>): WindowedStream<T, K, W> {
    return new WindowedStream<T, K, W>(this, new WindowSettings(assigner));
  }

  /**
   * Groups the records of each key by their number.
   *
   * @param size a window fires with this many records
   * @param slide if given, a window fires after every `slide` records, with the last `size` of them (fewer at first)
   * @throws RangeError for anything but whole numbers from 1
   */
  countWindow(size: number, slide?: number): WindowedStream<T, K, GlobalWindow> {
    return new WindowedStream<T, K, GlobalWindow>(this, countWindows<T>(size, slide));
  }
}
