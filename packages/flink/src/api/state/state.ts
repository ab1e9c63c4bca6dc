/**
 * Keyed state. A descriptor names a state and says its type; a rich function asks for the state in `open()`.
 * Every call works on the state of the current key. Values are JSON values.
 *
 * Mirrors https://nightlies.apache.org/flink/flink-docs-stable/docs/dev/datastream/fault-tolerance/state/
 */
import type { AggregateFunction, ReduceFunction } from '../functions/functions.js';
import type { StateTtlConfig } from './state-ttl-config.js';

abstract class StateDescriptor {
  #ttlConfig: StateTtlConfig | undefined;

  /** @throws TypeError if the name is empty. */
  constructor(readonly name: string) {
    if (typeof name !== 'string' || name === '') throw new TypeError(`new ${new.target.name}: a name is expected`);
  }

  /** Has values expire that were not used for a while. To be called before the state is asked for. */
  enableTimeToLive(ttlConfig: StateTtlConfig): void {
    this.#ttlConfig = ttlConfig;
  }

  /** Undefined if values live for ever. */
  getTtlConfig(): StateTtlConfig | undefined {
    return this.#ttlConfig;
  }
}

/** Names a state of one value per key. */
export class ValueStateDescriptor<T> extends StateDescriptor {
  declare readonly valueType: (value: T) => T;
}

/** Names a state of a list per key. */
export class ListStateDescriptor<T> extends StateDescriptor {
  declare readonly elementType: (element: T) => T;
}

/** Names a state of a map per key. */
export class MapStateDescriptor<K, V> extends StateDescriptor {
  declare readonly entryType: (key: K, value: V) => [K, V];
}

/** Names a state of one value per key that is the reduction of all that were added. */
export class ReducingStateDescriptor<T> extends StateDescriptor {
  declare readonly valueType: (value: T) => T;

  /** @throws TypeError if the name is empty or the function is none. */
  constructor(
    name: string,
    readonly reduceFunction: ((first: T, second: T) => T) | ReduceFunction<T>,
  ) {
    super(name);
    if (typeof reduceFunction !== 'function' && typeof reduceFunction?.reduce !== 'function') {
      throw new TypeError(`new ReducingStateDescriptor("${name}"): a reduce function is expected second`);
    }
  }
}

/** Names a state of one accumulator per key, to which everything that is added goes. */
export class AggregatingStateDescriptor<IN, ACC, OUT> extends StateDescriptor {
  declare readonly valueType: (value: IN) => OUT;

  /** @throws TypeError if the name is empty or the function is none. */
  constructor(
    name: string,
    readonly aggregateFunction: AggregateFunction<IN, ACC, OUT>,
  ) {
    super(name);
    if (typeof aggregateFunction?.createAccumulator !== 'function') {
      throw new TypeError(`new AggregatingStateDescriptor("${name}"): an aggregate function is expected second`);
    }
  }
}

/** One value per key. */
export interface ValueState<T> {
  /** The current key's value, or null where none was set. */
  value(): T | null;
  /** Sets the value; null clears it. */
  update(value: T | null): void;
  clear(): void;
}

/** A list per key. */
export interface ListState<T> {
  /** The elements in the order in which they were added; empty where none were. */
  get(): T[];
  add(element: T): void;
  addAll(elements: readonly T[]): void;
  /** Replaces the whole list. */
  update(elements: readonly T[]): void;
  clear(): void;
}

/** A map per key. Its keys are JSON values; objects with equal properties are the same key. */
export interface MapState<K, V> {
  get(key: K): V | null;
  put(key: K, value: V): void;
  /** Puts each entry of a Map, or of a list of pairs. */
  putAll(entries: Iterable<readonly [K, V]>): void;
  remove(key: K): void;
  contains(key: K): boolean;
  isEmpty(): boolean;
  /**
   * Reads entry by entry, as the loop asks for them. Meanwhile only the entry that the loop is at may be removed, and
   * values of keys that are there may be changed.
   * @throws Error when a loop goes on after another change
   */
  entries(): Iterable<[K, V]>;
  keys(): Iterable<K>;
  values(): Iterable<V>;
  clear(): void;
}

/** The reduction of what was added for the key. */
export interface ReducingState<T> {
  /** Null where nothing was added. */
  get(): T | null;
  add(value: T): void;
  clear(): void;
}

/** The aggregate of what was added for the key. */
export interface AggregatingState<IN, OUT> {
  /** Null where nothing was added. */
  get(): OUT | null;
  add(value: IN): void;
  clear(): void;
}
