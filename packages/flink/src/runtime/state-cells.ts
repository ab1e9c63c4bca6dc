/**
 * Each kind of state over the runner's cells. Every read gives a new value: changing it changes nothing until it is
 * written.
 */
import type { AggregateFunction, ReduceFunction } from '../api/functions.js';
import type { AggregatingState, ListState, MapState, ReducingState, ValueState } from '../api/state.js';
import type { AppendingCell, StateStore } from './bridge.js';
import { refusePromise, textWriter, toText } from './json-records.js';
import { keyText } from './keys.js';

/** A state that a function asked for. */
export interface StateUse {
  store: StateStore;
  name: string;
  /** The text of its StateTtlConfig, or null. */
  ttl: string | null;
  /** @throws Error where there is no current key */
  requireKey(): void;
}

export function valueState<T>({ store, name, ttl, requireKey }: StateUse): ValueState<T> {
  const cell = store.value(name, ttl);
  const write = textWriter(`the value of state "${name}"`);
  return {
    value() {
      requireKey();
      const text = cell.get();
      return text === null ? null : JSON.parse(text);
    },
    update(value) {
      requireKey();
      if (value === null) cell.clear();
      else cell.set(write(value));
    },
    clear() {
      requireKey();
      cell.clear();
    },
  };
}

export function listState<T>({ store, name, ttl, requireKey }: StateUse): ListState<T> {
  const cell = store.list(name, ttl);
  const write = textWriter(`an element of state "${name}"`);
  const addAll = (elements: readonly T[]) => {
    requireKey();
    for (const text of elements.map(write)) cell.add(text);
  };
  const clear = () => {
    requireKey();
    cell.clear();
  };
  return {
    get() {
      requireKey();
      return JSON.parse(cell.get());
    },
    add: (element) => addAll([element]),
    addAll,
    update(elements) {
      clear();
      addAll(elements);
    },
    clear,
  };
}

export function mapState<K, V>({ store, name, ttl, requireKey }: StateUse): MapState<K, V> {
  const cell = store.map(name, ttl);
  const write = textWriter(`a value of state "${name}"`);
  const whatKey = `a key of state "${name}"`;
  const key = (k: K) => {
    requireKey();
    return keyText(k, whatKey);
  };
  const put = (k: K, value: V) => cell.put(key(k), write(value));
  const cursor = () => {
    requireKey();
    return cell.entries();
  };
  return {
    get(k) {
      const text = cell.get(key(k));
      return text === null ? null : JSON.parse(text);
    },
    put,
    putAll(entries) {
      for (const [k, value] of entries) put(k, value);
    },
    remove: (k) => cell.remove(key(k)),
    contains: (k) => cell.contains(key(k)),
    isEmpty() {
      requireKey();
      return cell.isEmpty();
    },
    clear() {
      requireKey();
      cell.clear();
    },
    *entries() {
      for (const entries = cursor(); entries.next(); ) yield [JSON.parse(entries.key()), JSON.parse(entries.value())];
    },
    *keys() {
      for (const entries = cursor(); entries.next(); ) yield JSON.parse(entries.key());
    },
    *values() {
      for (const entries = cursor(); entries.next(); ) yield JSON.parse(entries.value());
    },
  };
}

export function reducingState<T>(
  { store, name, ttl, requireKey }: StateUse,
  fn: ((first: T, second: T) => T) | ReduceFunction<T>,
): ReducingState<T> {
  const reduce = typeof fn === 'function' ? fn : (a: T, b: T) => fn.reduce(a, b);
  const write = textWriter(`what the reduce function of state "${name}" returns`);
  const cell = store.reducing(name, ttl, (a, b) => write(reduce(JSON.parse(a), JSON.parse(b))));
  return appendingState<T, T>(cell, requireKey, name);
}

export function aggregatingState<IN, ACC, OUT>(
  { store, name, ttl, requireKey }: StateUse,
  fn: AggregateFunction<IN, ACC, OUT>,
): AggregatingState<IN, OUT> {
  const accumulator = (acc: ACC, method: string) => {
    refusePromise(acc, `what ${method} returns`);
    return toText(acc, `the accumulator that ${method} of state "${name}" returns`);
  };
  const cell = store.aggregating(name, ttl, {
    create: () => accumulator(fn.createAccumulator(), 'createAccumulator()'),
    add: (value, acc) => accumulator(fn.add(JSON.parse(value), JSON.parse(acc)), 'add()'),
    result: (acc) => toText(fn.getResult(JSON.parse(acc)), `what getResult() of state "${name}" returns`),
    merge: (a, b) => accumulator(fn.merge(JSON.parse(a), JSON.parse(b)), 'merge()'),
  });
  return appendingState<IN, OUT>(cell, requireKey, name);
}

function appendingState<IN, OUT>(
  cell: AppendingCell,
  requireKey: () => void,
  name: string,
): { get(): OUT | null; add(value: IN): void; clear(): void } {
  const write = textWriter(`what is added to state "${name}"`);
  return {
    get() {
      requireKey();
      const text = cell.get();
      return text === null ? null : JSON.parse(text);
    },
    add(value) {
      requireKey();
      cell.add(write(value));
    },
    clear() {
      requireKey();
      cell.clear();
    },
  };
}
