/** Flink's keyed state for functions, as descriptors ask for it. */

import type { KeyedStateStore } from '../../api/functions/window-functions.js';
import type { StateTtlConfig } from '../../api/state/state-ttl-config.js';
import type { StateStore } from '../bridge.js';
import { aggregatingState, listState, mapState, reducingState, type StateUse, valueState } from './state-cells.js';

/** What the function is doing, as far as its state must know. */
export interface Phase {
  /** The method now running in which there is no current key: `open()` or `close()`. */
  withoutKey: string | undefined;
}

interface Descriptor {
  readonly name: string;
  getTtlConfig(): StateTtlConfig | undefined;
}

/** The state part of a runtime context. `store` is null where there are no keys. */
export function keyedState(store: StateStore | null, phase: Phase): KeyedStateStore {
  const kinds = new Map<string, string>();

  /** What every kind of state must know, once its declaration has been checked. */
  function declare(kind: string, descriptor: Descriptor): StateUse {
    const { name } = descriptor;
    if (!store) {
      throw new Error(
        `the state "${name}" belongs to keys, and this stream has none: call keyBy(…) before this operator`,
      );
    }
    const earlier = kinds.get(name) ?? kind;
    if (earlier !== kind) throw new Error(`the state "${name}" is declared twice: as ${earlier}, and as ${kind}`);
    kinds.set(name, kind);
    const ttl = descriptor.getTtlConfig();
    const requireKey = () => {
      if (phase.withoutKey !== undefined) refuseWithoutKey(name, phase.withoutKey);
    };
    return { store, name, ttl: ttl ? JSON.stringify(ttl) : null, requireKey };
  }

  return {
    getState: (descriptor) => valueState(declare('a value', descriptor)),
    getListState: (descriptor) => listState(declare('a list', descriptor)),
    getMapState: (descriptor) => mapState(declare('a map', descriptor)),
    getReducingState: (descriptor) => reducingState(declare('a reduction', descriptor), descriptor.reduceFunction),
    getAggregatingState: (descriptor) =>
      aggregatingState(declare('an aggregate', descriptor), descriptor.aggregateFunction),
  };
}

function refuseWithoutKey(name: string, withoutKey: string): never {
  throw new Error(
    `the state "${name}" is used in ${withoutKey}, where there is no record and so no key: there it can only be asked for. Read and write it where records come in, or in onTimer()`,
  );
}
