/** What the functions of functions.ts are told to do, one record each. */
export interface Command {
  n: number;
  user: string;
  /** Its event time, in ms. */
  at: number;
  /** Registers event-time timers. */
  event?: number[];
  /** Deletes event-time timers. */
  cancel?: number[];
  /** Registers one processing-time timer in so many ms, and deletes another. */
  inMs?: number;
  /** Clears the states first. */
  clear?: boolean;
  /** Removes an entry of the map. */
  forget?: number;
}

const DEEDS: Omit<Command, 'n'>[] = [
  { user: 'ann', at: 1000, event: [5000, 4000, 5000, 6001] },
  { user: 'bob', at: 1100, event: [4500, 900] },
  { user: 'ann', at: 1200, cancel: [6001, 7000], inMs: 20 },
  { user: 'ann', at: 2500 },
  { user: 'bob', at: 2500, event: [12_000] },
  { user: 'ümit', at: 3000, event: [3000, 3001] },
  { user: 'ann', at: 2000, event: [100] },
  { user: 'ann', at: 4600 },
  { user: 'bob', at: 4700, forget: 1 },
  { user: 'ann', at: 5200, clear: true },
  { user: 'ann', at: 5300 },
  { user: 'bob', at: 1500 },
  { user: 'ümit', at: 6100, event: [9000], cancel: [9000] },
  { user: 'ann', at: 8000 },
  { user: 'bob', at: 8000, event: [8001, 20_001] },
  { user: 'ann', at: 9999, forget: 2 },
  { user: 'ümit', at: 10_000 },
  { user: 'ümit', at: 10_001, event: [10_001] },
  { user: 'ann', at: 16_000, event: [16_002] },
  { user: 'bob', at: 16_000 },
  { user: 'bob', at: 30_000, clear: true },
  { user: 'ann', at: 30_000 },
];

export const COMMANDS: Command[] = DEEDS.map((deeds, n) => ({ n, ...deeds }));
