/**
 * One adapter for each kind of function: it wraps the author's function in the calls that the runner's operator of the
 * same kind makes, one for each record. Records come in frozen, and what goes out is checked and frozen.
 */

import type { KafkaRecord } from '../../api/connectors/kafka-source.js';
import type {
  AggregateFunction,
  Collector,
  FilterFunction,
  FlatMapFunction,
  KeySelector,
  MapFunction,
  Partitioner,
  ReduceFunction,
} from '../../api/functions/functions.js';
import type { KeyedProcessFunction, ProcessFunction } from '../../api/functions/process-functions.js';
import type { GraphFunction } from '../../api/graph/graph.js';
import { spelled } from '../../api/spelled.js';
import type { FunctionKind } from '../../plan/operators.js';
import type { Adapter, OperatorBridge } from '../bridge.js';
import { accumulatorSealer, refusePromise, sealer, sealerUnlessSame, textWriter } from '../records/json-records.js';
import { keyText } from '../state/keys.js';
import { type AsyncFunctions, asyncAdapters } from './async-adapters.js';
import { type CoFunctions, coAdapters } from './co-adapters.js';
import { type CurrentRecord, collector } from './contexts.js';
import { eventTimes } from './event-times.js';
import { collecting, lifeCycle } from './life-cycle.js';
import { processAdapter } from './process-adapters.js';
import { type SinkFunctions, sinkAdapters } from './sink-adapters.js';
import { type WindowFunctions, windowAdapters } from './window-adapters.js';

type Plain<A extends unknown[], R> = (...args: A) => R;

/** A function that may also come as an object with a method of this name. */
function asFunction<A extends unknown[], R, M extends string>(
  fn: Plain<A, R> | Record<M, Plain<A, R>>,
  method: M,
): Plain<A, R> {
  return typeof fn === 'function' ? fn : (...args: A) => fn[method](...args);
}

type Functions = SinkFunctions &
  CoFunctions &
  WindowFunctions &
  AsyncFunctions & {
    map: ((v: unknown) => unknown) | MapFunction<unknown, unknown>;
    filter: ((v: unknown) => boolean) | FilterFunction<unknown>;
    flatMap: ((v: unknown, out: Collector<unknown>) => void) | FlatMapFunction<unknown, unknown>;
    process: ProcessFunction<unknown, unknown>;
    keyedProcess: KeyedProcessFunction<unknown, unknown, unknown>;
    key: ((v: unknown) => unknown) | KeySelector<unknown, unknown>;
    partition: ((key: unknown, numPartitions: number) => number) | Partitioner<unknown>;
    reduce: ((a: unknown, b: unknown) => unknown) | ReduceFunction<unknown>;
    keyedReduce: ((a: unknown, b: unknown) => unknown) | ReduceFunction<unknown>;
    aggregate: AggregateFunction<unknown, unknown, unknown>;
    timestamp: (v: unknown, recordTimestamp: number) => number;
    deserialize: (v: unknown) => unknown;
    generate: (index: number) => unknown;
  };

/** What JavaScript takes for true. A promise would be a mistake. */
function isTrue(value: unknown): boolean {
  refusePromise(value, 'what filter returns');
  return !!value;
}

export const adapters: { [K in FunctionKind]: (fn: Functions[K], bridge: OperatorBridge) => Adapter } = {
  map(fn, bridge) {
    const map = asFunction(fn, 'map');
    const seal = sealerUnlessSame('the record returned by map');
    return { ...lifeCycle(fn, bridge), call: (v: unknown) => seal(map(v), v) };
  },

  filter(fn, bridge) {
    const filter = asFunction(fn, 'filter');
    return {
      ...lifeCycle(fn, bridge),
      call(v: unknown) {
        const keep: unknown = filter(v);
        return typeof keep === 'boolean' ? keep : isTrue(keep);
      },
    };
  },

  flatMap(fn, bridge) {
    const flatMap = asFunction(fn, 'flatMap');
    const current: CurrentRecord = { value: undefined };
    const out = collector(bridge, current);
    const collected = collecting('flatMap');
    return {
      ...lifeCycle(fn, bridge),
      call(v: unknown) {
        current.value = v;
        collected(flatMap(v, out));
      },
    };
  },

  process: processAdapter,
  keyedProcess: processAdapter,

  key(fn) {
    const getKey = asFunction(fn, 'getKey');
    return { call: (v: unknown) => keyText(getKey(v), 'the key') };
  },

  partition(fn) {
    const partition = asFunction(fn, 'partition');
    return {
      call(key: string, numPartitions: number) {
        const number: unknown = partition(JSON.parse(key), numPartitions);
        if (typeof number === 'number' && Number.isInteger(number) && number >= 0 && number < numPartitions)
          // Adding 0 makes -0 a 0.
          return number + 0;
        refusePromise(number, 'what the partitioner returns');
        throw new RangeError(
          `the partitioner returned ${spelled(number)} for the key ${key}: a whole number from 0 to ${numPartitions - 1} is expected`,
        );
      },
    };
  },

  reduce: reduceAdapter,
  keyedReduce: (fn, bridge) => ({ ...lifeCycle(fn, bridge), ...reduceAdapter(fn) }),

  /** An accumulator is the function's own and not frozen; results are copies, so that it may stay in use. */
  aggregate(fn) {
    const accumulator = accumulatorSealer();
    const writeResult = textWriter('the record returned by getResult');
    const write = textWriter('the accumulator');
    return {
      create: () => JSON.parse(write(fn.createAccumulator())),
      /** The record comes as text, straight from the exchange: nobody else has it, so it need not be frozen. */
      add: (text: string, acc: unknown) => accumulator(fn.add(JSON.parse(text), acc), acc, 'add()'),
      merge: (a: unknown, b: unknown) => accumulator(fn.merge(a, b), a, 'merge()'),
      result: (acc: unknown) => writeResult(fn.getResult(acc)),
      /** For checkpoints. */
      text: write,
      restore: (text: string) => JSON.parse(text),
    };
  },

  timestamp: (fn) => ({ call: eventTimes(fn) }),

  generate(fn) {
    const seal = sealer('the record returned by the generator function');
    return { call: (index: number) => seal(fn(index)) };
  },

  deserialize(fn) {
    const seal = sealerUnlessSame('the record returned by the deserializer');
    return {
      call: (v: unknown) => seal(fn(v), v),
      callWithMetadata(v: unknown, topic: string, partition: number, offset: number, timestamp: number, rest: string) {
        const record: KafkaRecord = { topic, partition, offset, timestamp, ...JSON.parse(rest), value: v };
        return seal(fn(record), v);
      },
    };
  },

  ...coAdapters,
  ...sinkAdapters,
  ...windowAdapters,
  ...asyncAdapters,
};

/** Wraps a function of the graph for one operator's subtask. */
export function adapt({ kind, fn }: GraphFunction, bridge: OperatorBridge): Adapter {
  return (adapters[kind] as (fn: object, bridge: OperatorBridge) => Adapter)(fn, bridge);
}

function reduceAdapter(fn: Functions['reduce']): Adapter {
  const reduce = asFunction(fn, 'reduce');
  const seal = sealer('the record returned by reduce');
  return { call: (a: unknown, b: unknown) => seal(reduce(a, b)) };
}
