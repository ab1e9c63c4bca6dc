/** One state of an operator: what it holds under each key. */
import { MapEntries } from './map-entries.js';
import type { Stamped, TimeToLive } from './time-to-live.js';

export type StateKind = 'a value' | 'a list' | 'a map' | 'a reduction' | 'an aggregate';

/** What a state holds under one key. */
export type Held = Stamped | Stamped[] | MapEntries;

/** A state in a snapshot: JSON. */
export interface StateSnapshot {
  readonly kind: StateKind;
  /** For each key (and window) what is under it. The entries of a map are pairs. */
  readonly entries: readonly (readonly [
    string,
    Stamped | readonly Stamped[] | readonly (readonly [string, Stamped])[],
  ])[];
}

/** So many entries of a state are looked at whenever it is used, as Flink does on the heap if nothing else is said. */
const CLEANED_UP_AT_ONCE = 5;

export class StateTable<H extends Held> {
  readonly #entries = new Map<string, H>();
  #cleanUp: Iterator<[string, H]> | undefined;

  constructor(
    readonly kind: StateKind,
    public timeToLive: TimeToLive,
  ) {}

  get size(): number {
    return this.#entries.size;
  }

  get(place: string): H | undefined {
    return this.#entries.get(place);
  }

  set(place: string, held: H): void {
    this.#entries.set(place, held);
  }

  clear(place: string): void {
    this.#entries.delete(place);
  }

  /** To be called before each use but `clear()`. */
  used(): void {
    if (!this.timeToLive.isOn) return;
    this.#cleanUp ??= this.#entries.entries();
    for (let n = 0; n < CLEANED_UP_AT_ONCE; n++) {
      const { done, value } = this.#cleanUp.next();
      if (done) {
        this.#cleanUp = undefined;
        return;
      }
      this.#cleanUpEntry(...value);
    }
  }

  #cleanUpEntry(place: string, held: H): void {
    const lives = (value: Stamped) => !this.timeToLive.isExpired(value);
    const left = held instanceof MapEntries ? livingEntries(held, lives) : livingValues(held, lives);
    if (left === undefined) this.clear(place);
    else if (left !== held) this.set(place, left as H);
  }

  snapshot(): StateSnapshot {
    const written = (held: Held) =>
      held instanceof MapEntries ? pairsOf(held) : Array.isArray(held) ? [...held] : held;
    return { kind: this.kind, entries: [...this.#entries].map(([place, held]) => [place, written(held)]) };
  }

  restore({ entries }: StateSnapshot): void {
    for (const [place, held] of entries) {
      const copy = !Array.isArray(held) ? held : this.kind === 'a map' ? MapEntries.of(held) : [...held];
      this.set(place, copy as H);
    }
  }
}

function pairsOf(map: MapEntries): [string, Stamped][] {
  return map.keys().map((key) => [key, map.get(key) as Stamped]);
}

function livingEntries(map: MapEntries, lives: (value: Stamped) => boolean): MapEntries | undefined {
  const pairs = pairsOf(map);
  const living = pairs.filter(([, value]) => lives(value));
  return living.length === pairs.length ? map : living.length === 0 ? undefined : MapEntries.of(living);
}

function livingValues(held: Stamped | Stamped[], lives: (value: Stamped) => boolean) {
  if (!Array.isArray(held)) return lives(held) ? held : undefined;
  const living = held.filter(lives);
  return living.length === held.length ? held : living.length === 0 ? undefined : living;
}
