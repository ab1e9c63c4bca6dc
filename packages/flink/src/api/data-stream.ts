/**
 * Streams and their transformations.
 *
 * Mirrors https://nightlies.apache.org/flink/flink-docs-stable/docs/dev/datastream/operators/overview/
 */
import type { NodeOf, Op, PlanNode } from '../plan.js';
import { MALFORMED_TAG } from '../plan-names.js';
import type {
  Collector,
  FilterFunction,
  FlatMapFunction,
  KeySelector,
  MapFunction,
  ReduceFunction,
} from './functions.js';
import type { FunctionSlot, Graph } from './graph.js';
import type { KafkaSink } from './kafka-sink.js';
import type { MalformedRecord } from './kafka-source.js';
import type { OutputTag } from './output-tag.js';
import type { KeyedProcessFunction, ProcessFunction } from './process-functions.js';
import type { WatermarkStrategy } from './watermark-strategy.js';
import { WindowedStream } from './windowed-stream.js';
import type { WindowAssigner } from './windows.js';

/** A stream of records of type `T`. */
export class DataStream<T> {
  declare readonly recordType: () => T;

  constructor(
    protected readonly graph: Graph,
    /** The plan's node that this stream comes out of. */
    readonly node: PlanNode,
  ) {}

  /** One record out for each record in. */
  map<O>(mapper: ((value: T) => O) | MapFunction<T, O>): SingleOutputStreamOperator<O> {
    return this.operator<O, 'map'>('map', 'Map', { map: ['map', mapper] }, {});
  }

  /** Keeps the records for which the function returns true. */
  filter<S extends T>(filter: (value: T) => value is S): SingleOutputStreamOperator<S>;
  filter(filter: ((value: T) => boolean) | FilterFunction<T>): SingleOutputStreamOperator<T>;
  filter(filter: ((value: T) => boolean) | FilterFunction<T>): SingleOutputStreamOperator<T> {
    return this.operator<T, 'filter'>('filter', 'Filter', { filter: ['filter', filter] }, {});
  }

  /** Any number of records out for each record in. */
  flatMap<O>(
    flatMapper: ((value: T, out: Collector<O>) => void) | FlatMapFunction<T, O>,
  ): SingleOutputStreamOperator<O> {
    return this.operator<O, 'flatMap'>('flatMap', 'Flat Map', { flatMap: ['flatMap', flatMapper] }, {});
  }

  /** The general operator: any number of records out, to the main stream and to side outputs. */
  process<O>(processFunction: ProcessFunction<T, O>): SingleOutputStreamOperator<O> {
    return this.operator<O, 'process'>('process', 'Process', { process: ['process', processFunction] }, {});
  }

  /** All records of one key go to the same subtask, in the order in which they come. */
  keyBy<K extends NonNullable<unknown>>(key: ((value: T) => K) | KeySelector<T, K>): KeyedStream<T, K> {
    return new KeyedStream(this.graph, this.graph.add('keyBy', [this.node], 'keyBy', { key: ['key', key] }, {}));
  }

  /** This stream and others of the same type as one, in no particular order. */
  union(...streams: DataStream<T>[]): DataStream<T> {
    const inputs = [this, ...streams].map((stream) => stream.node);
    return new DataStream(this.graph, this.graph.add('union', inputs, 'union', {}, {}));
  }

  /** Spreads the records evenly over the subtasks of the next operator. The order between them is lost. */
  rebalance(): DataStream<T> {
    return new DataStream(this.graph, this.graph.add('rebalance', [this.node], 'rebalance', {}, {}));
  }

  assignTimestampsAndWatermarks(strategy: WatermarkStrategy<T>): SingleOutputStreamOperator<T> {
    return this.operator<T, 'watermarks'>(
      'watermarks',
      'Timestamps/Watermarks',
      { timestamp: ['timestamp', strategy.timestampAssigner] },
      { watermarks: strategy.plan },
    );
  }

  /** Writes the stream. */
  sinkTo(sink: KafkaSink<T>): DataStreamSink {
    const topic = typeof sink.options.topic === 'string' ? sink.options.topic : 'topics';
    return new DataStreamSink(this.graph.add('kafkaSink', [this.node], `Sink: ${topic}`, sink.slots(), sink.params()));
  }

  protected operator<R, O extends Op>(
    op: O,
    name: string,
    slots: Partial<Record<keyof NodeOf<O>['functions'], FunctionSlot>>,
    params: NodeOf<O>['params'],
  ): SingleOutputStreamOperator<R> {
    return new SingleOutputStreamOperator<R>(this.graph, this.graph.add(op, [this.node], name, slots, params));
  }
}

/** A stream that an operator produces: the operator can be named, sized and asked for its side outputs. */
export class SingleOutputStreamOperator<T> extends DataStream<T> {
  /** The operator's name in the dashboard and in error messages. */
  name(name: string): this {
    this.node.name = name;
    return this;
  }

  /** Names the operator's state in savepoints, so that a changed job finds it again. */
  uid(uid: string): this {
    this.node.uid = uid;
    return this;
  }

  /** How many subtasks the operator has. */
  setParallelism(parallelism: number): this {
    this.node.parallelism = checkParallelism(parallelism);
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

/** The stream of a Kafka source. */
export class KafkaStreamSource<T> extends SingleOutputStreamOperator<T> {
  /**
   * The records that could not be read, with the reason. Without it, the first such record fails the job.
   * Their timestamp is Kafka's, and they don't move the watermark.
   */
  malformed(): DataStream<MalformedRecord> {
    return new DataStream<MalformedRecord>(
      this.graph,
      this.graph.add('sideOutput', [this.node], `malformed records of ${this.node.name}`, {}, { tag: MALFORMED_TAG }),
    );
  }
}

/** A stream in which the records of each key belong together. */
export class KeyedStream<T, K> extends DataStream<T> {
  declare readonly keyType: () => K;

  override process<O>(
    processFunction: KeyedProcessFunction<K, T, O> | ProcessFunction<T, O>,
  ): SingleOutputStreamOperator<O> {
    return this.operator<O, 'keyedProcess'>(
      'keyedProcess',
      'KeyedProcess',
      { keyedProcess: ['keyedProcess', processFunction] },
      {},
    );
  }

  /** Combines each record with the key's result so far, and emits the new result. */
  reduce(reducer: ((first: T, second: T) => T) | ReduceFunction<T>): SingleOutputStreamOperator<T> {
    return this.operator<T, 'reduce'>('reduce', 'Keyed Reduce', { reduce: ['reduce', reducer] }, {});
  }

  /** Groups the records of each key by time. */
  window(assigner: WindowAssigner): WindowedStream<T, K> {
    return new WindowedStream<T, K>(this.graph, this.node, assigner);
  }
}

/** The end of a stream. */
export class DataStreamSink {
  constructor(private readonly node: PlanNode) {}

  /** The sink's name in the dashboard and in error messages. */
  name(name: string): this {
    this.node.name = name;
    return this;
  }

  /** Names the sink's state in savepoints. */
  uid(uid: string): this {
    this.node.uid = uid;
    return this;
  }

  /** How many subtasks write. */
  setParallelism(parallelism: number): this {
    this.node.parallelism = checkParallelism(parallelism);
    return this;
  }
}

/** @throws RangeError for anything but a whole number from 1. */
export function checkParallelism(parallelism: number): number {
  if (!Number.isInteger(parallelism) || parallelism < 1 || parallelism > 32768) {
    throw new RangeError(`a parallelism of ${parallelism}: a whole number from 1 to 32768 is expected`);
  }
  return parallelism;
}
