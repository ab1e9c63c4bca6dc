/** Flink's keyed state for functions. Every read gives a new value: changing it changes nothing until it is written. */
import type { RuntimeContext } from '../api/functions.js';
import type { ListState, MapState, ValueState } from '../api/state.js';
import type { ListCell, MapCell, StateStore, ValueCell } from './bridge.js';
import { toText } from './json-records.js';
import { keyText } from './keys.js';

/** The state part of a runtime context. */
export function keyedState(store: StateStore): Pick<RuntimeContext, 'getState' | 'getListState' | 'getMapState'> {
  return {
    getState: ({ name }) =>
      valueState(
        name,
        cell(store, name, () => store.valueState(name)),
      ),
    getListState: ({ name }) =>
      listState(
        name,
        cell(store, name, () => store.listState(name)),
      ),
    getMapState: ({ name }) =>
      mapState(
        name,
        cell(store, name, () => store.mapState(name)),
      ),
  };
}

function cell<C>(store: StateStore, name: string, create: () => C): C {
  if (store.keyed()) return create();
  throw new Error(`the state "${name}" belongs to keys, and this stream has none: call keyBy(…) before this operator`);
}

function valueState<T>(name: string, state: ValueCell): ValueState<T> {
  const what = `the value of state "${name}"`;
  return {
    value() {
      const text = state.get();
      return text === null ? null : JSON.parse(text);
    },
    update(value) {
      if (value === null) state.clear();
      else state.set(toText(value, what));
    },
    clear: () => state.clear(),
  };
}

function listState<T>(name: string, state: ListCell): ListState<T> {
  const what = `an element of state "${name}"`;
  const addAll = (elements: readonly T[]) => {
    for (const text of elements.map((element) => toText(element, what))) state.add(text);
  };
  return {
    get: () => JSON.parse(state.get()),
    add: (element) => state.add(toText(element, what)),
    addAll,
    update(elements) {
      state.clear();
      addAll(elements);
    },
    clear: () => state.clear(),
  };
}

function mapState<K, V>(name: string, state: MapCell): MapState<K, V> {
  const key = (k: K) => keyText(k, `a key of state "${name}"`);
  const what = `a value of state "${name}"`;
  return {
    get(k) {
      const text = state.get(key(k));
      return text === null ? null : JSON.parse(text);
    },
    put: (k, value) => state.put(key(k), toText(value, what)),
    remove: (k) => state.remove(key(k)),
    contains: (k) => state.contains(key(k)),
    isEmpty: () => state.isEmpty(),
    clear: () => state.clear(),
    *entries() {
      for (const cursor = state.entries(); cursor.next(); ) {
        yield [JSON.parse(cursor.key()), JSON.parse(cursor.value())];
      }
    },
    *keys() {
      for (const cursor = state.entries(); cursor.next(); ) yield JSON.parse(cursor.key());
    },
    *values() {
      for (const cursor = state.entries(); cursor.next(); ) yield JSON.parse(cursor.value());
    },
  };
}
