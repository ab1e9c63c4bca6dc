/** Keyed state on the heap of Node, where a cluster has Flink's: the cells of bridge.ts. */
import type { AppendingCell, EntryCursor, ListCell, MapCell, TextAggregate, ValueCell } from '../runtime/bridge.js';
import { MapEntries } from './map-entries.js';
import type { Held, StateTable } from './state-table.js';
import type { Stamped } from './time-to-live.js';

/** A state, and where in it the current key's part is. */
export interface CellOf<H extends Held> {
  table: StateTable<H>;
  place(): string;
}

export function valueCell({ table, place }: CellOf<Stamped>): ValueCell {
  return {
    get: () => readOne({ table, place }),
    set(text) {
      table.used();
      table.set(place(), table.timeToLive.stamp(text));
    },
    clear: () => table.clear(place()),
  };
}

function readOne({ table, place }: CellOf<Stamped>): string | null {
  table.used();
  const at = place();
  return table.timeToLive.read(
    table.get(at),
    (renewed) => table.set(at, renewed),
    () => table.clear(at),
  );
}

export function listCell({ table, place }: CellOf<Stamped[]>): ListCell {
  return {
    get() {
      table.used();
      const { timeToLive } = table;
      const all = table.get(place()) ?? [];
      const living = all.filter((element) => !timeToLive.isExpired(element));
      if (living.length === 0) table.clear(place());
      else if (timeToLive.renewsOnRead)
        table.set(
          place(),
          living.map(({ text }) => timeToLive.stamp(text)),
        );
      return `[${(timeToLive.returnsExpired ? all : living).map(({ text }) => text).join(',')}]`;
    },
    add(text) {
      table.used();
      const at = place();
      const all = table.get(at) ?? [];
      all.push(table.timeToLive.stamp(text));
      table.set(at, all);
    },
    clear: () => table.clear(place()),
  };
}

export function reducingCell(cell: CellOf<Stamped>, reduce: (a: string, b: string) => string): AppendingCell {
  return {
    ...valueCell(cell),
    add: (text) => change(cell, (sum) => (sum === undefined ? text : reduce(sum, text))),
  };
}

export function aggregatingCell(cell: CellOf<Stamped>, aggregate: TextAggregate): AppendingCell {
  return {
    get() {
      const accumulator = readOne(cell);
      return accumulator === null ? null : aggregate.result(accumulator);
    },
    add: (text) => change(cell, (accumulator) => aggregate.add(text, accumulator ?? aggregate.create())),
    clear: () => cell.table.clear(cell.place()),
  };
}

function change({ table, place }: CellOf<Stamped>, next: (text: string | undefined) => string): void {
  table.used();
  const at = place();
  table.set(at, table.timeToLive.stamp(next(table.timeToLive.usable(table.get(at)))));
}

/** @param calls how many times the operator's function was called: a loop over a map lasts no longer than a call */
export function mapCell({ table, place }: CellOf<MapEntries>, calls: () => number): MapCell {
  let cursors: HeapCursor[] = [];
  let call = -1;

  const remove = (key: string) => {
    const at = place();
    const map = table.get(at);
    map?.remove(key);
    if (map?.size === 0) table.clear(at);
  };
  const read = (key: string) => {
    table.used();
    const map = table.get(place());
    return table.timeToLive.read(
      map?.get(key),
      (renewed) => map?.put(key, renewed),
      () => remove(key),
    );
  };
  return {
    get: read,
    put(key, text) {
      table.used();
      const at = place();
      const map = table.get(at) ?? new MapEntries();
      map.put(key, table.timeToLive.stamp(text));
      table.set(at, map);
    },
    remove(key) {
      table.used();
      const isRemoved = call === calls() && cursors.some((cursor) => cursor.remove(key));
      if (!isRemoved) remove(key);
    },
    contains: (key) => read(key) !== null,
    isEmpty() {
      table.used();
      return (table.get(place())?.size ?? 0) === 0;
    },
    clear: () => table.clear(place()),
    entries() {
      table.used();
      if (call !== calls()) cursors = [];
      call = calls();
      const cursor = new HeapCursor(table, table.get(place()) ?? new MapEntries());
      cursors.push(cursor);
      return cursor;
    },
  };
}

/** A loop over a map. Like Java's iterators it ends where the map got or lost entries other than by its own `remove`. */
class HeapCursor implements EntryCursor {
  readonly #keys: readonly string[];
  #next = 0;
  #changes: number;
  #entry: { key: string; text: string } | undefined;

  constructor(
    private readonly table: StateTable<MapEntries>,
    private readonly map: MapEntries,
  ) {
    this.#keys = map.keys();
    this.#changes = map.changes;
  }

  next(): boolean | null {
    this.#entry = undefined;
    while (this.#next < this.#keys.length) {
      if (this.map.changes !== this.#changes) return null;
      const key = this.#keys[this.#next++] as string;
      const text = this.table.timeToLive.read(
        this.map.get(key),
        (renewed) => this.map.put(key, renewed),
        () => this.#drop(key),
      );
      if (text === null) continue;
      this.#entry = { key, text };
      return true;
    }
    return false;
  }

  /** Removes the entry that the loop is at, if it is this one. */
  remove(key: string): boolean {
    if (this.#entry?.key !== key || this.map.changes !== this.#changes) return false;
    this.#entry = undefined;
    this.#drop(key);
    return true;
  }

  #drop(key: string): void {
    this.map.remove(key);
    this.#changes = this.map.changes;
  }

  key(): string {
    return this.#entry?.key as string;
  }

  value(): string {
    return this.#entry?.text as string;
  }
}
