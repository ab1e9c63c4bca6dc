/**
 * Keyed state. A descriptor names a state and says its type; a rich function asks for the state in `open()`.
 * Every call works on the state of the current key. Values are JSON values.
 *
 * Mirrors https://nightlies.apache.org/flink/flink-docs-stable/docs/dev/datastream/fault-tolerance/state/
 */

abstract class StateDescriptor {
  /** @throws TypeError if the name is empty. */
  constructor(readonly name: string) {
    if (typeof name !== 'string' || name === '') throw new TypeError(`new ${new.target.name}: a name is expected`);
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
  remove(key: K): void;
  contains(key: K): boolean;
  isEmpty(): boolean;
  /** Reads entry by entry, as the loop asks for them. */
  entries(): Iterable<[K, V]>;
  keys(): Iterable<K>;
  values(): Iterable<V>;
  clear(): void;
}
