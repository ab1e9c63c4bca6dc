/** All keyed state of an operator, where a cluster has Flink's state backend. */
import type { StateStore } from '../runtime/bridge.js';
import { aggregatingCell, type CellOf, listCell, mapCell, reducingCell, valueCell } from './heap-cells.js';
import type { MapEntries } from './map-entries.js';
import { type Held, type StateKind, type StateSnapshot, StateTable } from './state-table.js';
import { type Stamped, TimeToLive } from './time-to-live.js';

/** What state depends on outside of it. */
interface Surroundings {
  /** The current key's canonical text. */
  key(): string;
  processingTime(): number;
  /** How many times the function was called. */
  calls(): number;
  /** Runs a function that a state was given. What it throws is kept, as Flink keeps it. */
  outside<T>(step: () => T): T;
}

/** The namespace of state that belongs to no window. */
const VOID = '';

export class KeyedStateBackend {
  readonly #tables = new Map<string, StateTable<Held>>();
  readonly #restored = new Map<string, StateSnapshot>();

  constructor(private readonly at: Surroundings) {}

  /** The current key's states in a namespace: the operator's own, or one window's. */
  store(namespace = VOID): StateStore {
    const { calls, outside } = this.at;
    const cell = <H extends Held>(name: string, kind: StateKind, ttl: string | null): CellOf<H> => ({
      table: this.#table<H>(name, kind, ttl),
      place: () => `${namespace}|${this.at.key()}`,
    });
    return {
      value: (name, ttl) => valueCell(cell<Stamped>(name, 'a value', ttl)),
      list: (name, ttl) => listCell(cell<Stamped[]>(name, 'a list', ttl)),
      map: (name, ttl) => mapCell(cell<MapEntries>(name, 'a map', ttl), calls),
      reducing: (name, ttl, reduce) =>
        reducingCell(cell<Stamped>(name, 'a reduction', ttl), (a, b) => outside(() => reduce(a, b))),
      aggregating: (name, ttl, { create, add, result, merge }) =>
        aggregatingCell(cell<Stamped>(name, 'an aggregate', ttl), {
          create: () => outside(create),
          add: (value, accumulator) => outside(() => add(value, accumulator)),
          result: (accumulator) => outside(() => result(accumulator)),
          merge: (a, b) => outside(() => merge(a, b)),
        }),
    };
  }

  #table<H extends Held>(name: string, kind: StateKind, ttl: string | null): StateTable<H> {
    const timeToLive = new TimeToLive(ttl, this.at.processingTime);
    let table = this.#tables.get(name);
    if (table === undefined) {
      table = new StateTable<Held>(kind, timeToLive);
      this.#tables.set(name, table);
      this.#giveBack(name, table);
    }
    table.timeToLive = timeToLive;
    return table as unknown as StateTable<H>;
  }

  /** What a snapshot had, once the function asks for it: only then its kind is known. */
  #giveBack(name: string, table: StateTable<Held>): void {
    const restored = this.#restored.get(name);
    if (!restored) return;
    if (restored.kind !== table.kind) {
      throw new Error(
        `the state "${name}" is ${restored.kind} in the snapshot, and the function asks for ${table.kind}: Flink can't turn one into the other, so take another name`,
      );
    }
    this.#restored.delete(name);
    table.restore(restored);
  }

  /** How many keys have something in how many states: a list or a map counts once for each key. */
  numKeyedStateEntries(): number {
    const restored = [...this.#restored.values()].map(({ entries }) => entries.length);
    return [...this.#tables.values()].reduce((sum, { size }) => sum + size, 0) + restored.reduce((a, b) => a + b, 0);
  }

  snapshot(): Record<string, StateSnapshot> {
    const tables = [...this.#tables].map(([name, table]) => [name, table.snapshot()] as const);
    return Object.fromEntries([...this.#restored, ...tables].filter(([, { entries }]) => entries.length > 0));
  }

  restore(states: Readonly<Record<string, StateSnapshot>>): void {
    for (const [name, state] of Object.entries(states)) {
      this.#restored.set(name, state);
      const table = this.#tables.get(name);
      if (table) this.#giveBack(name, table);
    }
  }
}
