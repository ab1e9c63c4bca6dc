/** What the Java side gives to the runtime (the classes `OperatorBridge` and `StateCells` of the runner). */

/** The functions of one operator that the runner calls, by name. */
export type Adapter = Record<string, (...args: never[]) => unknown>;

/** One operator's subtask. Records cross as live values, everything else as numbers and JSON text. */
export interface OperatorBridge {
  /** Emits a record; undefined stands for the record that the function was given. */
  collect(record: unknown): void;
  output(tag: string, record: unknown): void;
  /** The current key's canonical text. */
  key(): string;
  timestamp(): number | null;
  currentWatermark(): number;
  currentProcessingTime(): number;
  timeDomain(): 'EVENT_TIME' | 'PROCESSING_TIME';
  registerEventTimeTimer(timestamp: number): void;
  registerProcessingTimeTimer(timestamp: number): void;
  deleteEventTimeTimer(timestamp: number): void;
  deleteProcessingTimeTimer(timestamp: number): void;

  jobId(): string;
  jobName(): string;
  taskName(): string;
  taskNameWithSubtasks(): string;
  subtaskIndex(): number;
  parallelism(): number;
  maxParallelism(): number;
  attempt(): number;
  /** The operator's own group. */
  metrics(): MetricCells;

  /** Whether the operator's input is keyed: only then there is state. */
  keyed(): boolean;
  states(): StateStore;
  /** The state of the window that a window function works on; null where windows merge. */
  windowState(): StateStore | null;
}

/** Where states are asked for: the operator's, or one window's. `ttl` is the text of a StateTtlConfig, or null. */
export interface StateStore {
  value(name: string, ttl: string | null): ValueCell;
  list(name: string, ttl: string | null): ListCell;
  map(name: string, ttl: string | null): MapCell;
  reducing(name: string, ttl: string | null, reduce: (a: string, b: string) => string): AppendingCell;
  aggregating(name: string, ttl: string | null, aggregate: TextAggregate): AppendingCell;
}

/** An aggregate function whose values, accumulators and results are JSON text. */
export interface TextAggregate {
  create(): string;
  add(value: string, accumulator: string): string;
  result(accumulator: string): string;
  merge(a: string, b: string): string;
}

/** Metrics by name, in one group. */
export interface MetricCells {
  counter(name: string): { inc(n: number): void; count(): number };
  /** `read` is called on the task's thread. */
  gauge(name: string, read: () => number): void;
  meter(name: string): { mark(n: number): void; rate(): number; count(): number };
  histogram(name: string): { update(value: number): void; count(): number };
  addGroup(name: string, value: string | null): MetricCells;
}

/** State as JSON text; null where there is none. */
export interface ValueCell {
  get(): string | null;
  set(text: string): void;
  clear(): void;
}

export interface ListCell {
  /** All elements as the text of one array. */
  get(): string;
  add(text: string): void;
  clear(): void;
}

/** What was added, reduced or aggregated. */
export interface AppendingCell {
  get(): string | null;
  add(text: string): void;
  clear(): void;
}

export interface MapCell {
  get(key: string): string | null;
  put(key: string, text: string): void;
  remove(key: string): void;
  contains(key: string): boolean;
  isEmpty(): boolean;
  clear(): void;
  entries(): EntryCursor;
}

/** Goes through a map's entries one by one. */
export interface EntryCursor {
  /** Moves to the next entry; false at the end, null where the map has changed and there is no going on. */
  next(): boolean | null;
  key(): string;
  value(): string;
}
