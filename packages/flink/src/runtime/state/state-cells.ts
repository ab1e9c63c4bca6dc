/**
 * Each kind of state over the runner's cells. Every read gives a new value: changing it changes nothing until it is
 * written.
 */
import type { AggregateFunction, ReduceFunction } from '../../api/functions/functions.js';
import type { AggregatingState, ListState, MapState, ReducingState, ValueState } from '../../api/state/state.js';
import type { AppendingCell, EntryCursor, StateStore } from '../bridge.js';
import { textWriter } from '../records/json-records.js';
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
  /** Nothing changes before all elements are known to be good. */
  const addAll = (elements: readonly T[]) => {
    requireKey();
    for (const text of Array.from(elements, write)) cell.add(text);
  };
  return {
    get() {
      requireKey();
      return JSON.parse(cell.get());
    },
    add: (element) => addAll([element]),
    addAll,
    update(elements) {
      requireKey();
      const texts = Array.from(elements, write);
      cell.clear();
      for (const text of texts) cell.add(text);
    },
    clear() {
      requireKey();
      cell.clear();
    },
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
  function* read<E>(give: (at: EntryCursor) => E): Iterable<E> {
    requireKey();
    const entries = cell.entries();
    for (let more = entries.next(); more !== false; more = entries.next()) {
      if (more === null) refuseToGoOn(name);
      yield give(entries);
    }
  }
  return {
    get(k) {
      const text = cell.get(key(k));
      return text === null ? null : JSON.parse(text);
    },
    put: (k, value) => cell.put(key(k), write(value)),
    putAll(entries) {
      const texts = Array.from(entries, ([k, value]) => [key(k), write(value)] as const);
      for (const [mapKey, text] of texts) cell.put(mapKey, text);
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
    entries: () => read((at) => [JSON.parse(at.key()), JSON.parse(at.value())]),
    keys: () => read((at) => JSON.parse(at.key())),
    values: () => read((at) => JSON.parse(at.value())),
  };
}

function refuseToGoOn(name: string): never {
  throw new Error(
    `the map of state "${name}" got or lost entries while a loop read it: in the loop, remove only the entry that it is at; change others afterwards, or loop over a copy, [...state.entries()]`,
  );
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
  const writer = (method: string) => textWriter(`the accumulator that ${method} of state "${name}" returns`);
  const [writeNew, writeAdded, writeMerged] = [writer('createAccumulator()'), writer('add()'), writer('merge()')];
  const writeResult = textWriter(`what getResult() of state "${name}" returns`);
  const cell = store.aggregating(name, ttl, {
    create: () => writeNew(fn.createAccumulator()),
    add: (value, acc) => writeAdded(fn.add(JSON.parse(value), JSON.parse(acc))),
    result: (acc) => writeResult(fn.getResult(JSON.parse(acc))),
    merge: (a, b) => writeMerged(fn.merge(JSON.parse(a), JSON.parse(b))),
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
