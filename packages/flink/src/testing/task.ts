/**
 * One subtask of an operator without a cluster: it stands where the runner's Java does, so that functions, state, keys and
 * records go through the same JavaScript as in a TaskManager. Its clocks go as they are told.
 */
import type { MetricCells, OperatorBridge, StateStore } from '../runtime/bridge.js';
import { javaTime, shownTime } from './java-time.js';
import { KeyedStateBackend } from './keyed-state-backend.js';
import { metricCells } from './metric-cells.js';
import type { StateSnapshot } from './state-table.js';
import { type Timer, TimerQueue } from './timer-queue.js';

/** A record that was emitted. */
export interface StreamRecord<T> {
  readonly value: T;
  /** In ms since 1970, or null if it has none. */
  readonly timestamp: number | null;
}

/** What a function's call is about. */
export interface Call {
  /** The record, where there is one. */
  value?: unknown;
  /** What the function is told, and side outputs get. */
  timestamp: number | null;
  /** What the main output gets, if not the same. */
  outputTimestamp?: number | null;
  /** The key's canonical text; null without keys. */
  key: string | null;
  /** The clock of the timer that fires. */
  timeDomain?: 'EVENT_TIME' | 'PROCESSING_TIME';
  /** The namespace of the window that a window function is called for. */
  window?: string;
}

/**
 * What a checkpoint keeps of an operator: its keyed state and its timers, as JSON. What is in it is for
 * `initializeState()` alone.
 */
export interface OperatorSubtaskState {
  readonly states: Readonly<Record<string, StateSnapshot>>;
  readonly eventTimeTimers: readonly Timer[];
  readonly processingTimeTimers: readonly Timer[];
}

const BEFORE_ALL: Call = { timestamp: null, key: null };

export class Task implements OperatorBridge {
  readonly eventTimeTimers = new TimerQueue();
  readonly processingTimeTimers = new TimerQueue();
  readonly mainOutput: StreamRecord<unknown>[] = [];
  readonly sideOutputs = new Map<string, StreamRecord<unknown>[]>();
  readonly backend: KeyedStateBackend;
  /** The watermark as Flink has it, -Infinity before the first one. */
  watermark = Number.NEGATIVE_INFINITY;
  processingTime = 0;
  /** The first failure: a function can't go on after it, whatever its try/catch makes of it. */
  failure: { readonly error: unknown } | undefined;
  #call = BEFORE_ALL;
  #calls = 0;
  readonly #metrics = metricCells();

  /** @param operator the operator's name */
  constructor(
    private readonly operator: string,
    private readonly isKeyed: boolean,
  ) {
    this.backend = new KeyedStateBackend({
      key: () => String(this.#call.key),
      processingTime: () => this.processingTime,
      calls: () => this.#calls,
      outside: (step) => this.#outside(step),
    });
  }

  /** Calls a function about something. What it throws is thrown, and kept. */
  run<T>(call: Call, step: () => T): T {
    this.#call = call;
    this.#calls += 1;
    return this.#outside(step);
  }

  #outside<T>(step: () => T): T {
    try {
      return step();
    } catch (error) {
      this.failure ??= { error };
      throw error;
    }
  }

  /** Without a call of a function. */
  emit(value: unknown): void {
    const { timestamp, outputTimestamp = timestamp } = this.#call;
    this.mainOutput.push({ value, timestamp: outputTimestamp });
  }

  collect(record: unknown): void {
    this.emit(record === undefined ? this.#call.value : record);
  }

  output(tag: string, value: unknown): void {
    const records = this.sideOutputs.get(tag) ?? [];
    this.sideOutputs.set(tag, records);
    records.push({ value, timestamp: this.#call.timestamp });
  }

  key(): string {
    return String(this.#call.key);
  }

  timestamp(): number | null {
    return this.#call.timestamp;
  }

  currentWatermark(): number {
    return shownTime(this.watermark);
  }

  currentProcessingTime(): number {
    return this.processingTime;
  }

  timeDomain(): 'EVENT_TIME' | 'PROCESSING_TIME' {
    return this.#call.timeDomain ?? 'EVENT_TIME';
  }

  registerEventTimeTimer(timestamp: number): void {
    this.eventTimeTimers.register(this.#timer(timestamp, 'Setting'));
  }

  registerProcessingTimeTimer(timestamp: number): void {
    this.processingTimeTimers.register(this.#timer(timestamp, 'Setting'));
  }

  deleteEventTimeTimer(timestamp: number): void {
    this.eventTimeTimers.delete(this.#timer(timestamp, 'Deleting'));
  }

  deleteProcessingTimeTimer(timestamp: number): void {
    this.processingTimeTimers.delete(this.#timer(timestamp, 'Deleting'));
  }

  #timer(timestamp: number, deed: string): Timer {
    if (this.isKeyed) return { timestamp: javaTime(timestamp), key: this.key() };
    return this.#outside(() => {
      throw new Error(
        `${deed} timers is only supported on a keyed stream: call keyBy(…) before this operator, and give testHarness a key selector`,
      );
    });
  }

  jobId(): string {
    return '0'.repeat(32);
  }

  jobName(): string {
    return 'test harness';
  }

  taskName(): string {
    return this.operator;
  }

  taskNameWithSubtasks(): string {
    return `${this.operator} (1/1)#0`;
  }

  subtaskIndex(): number {
    return 0;
  }

  parallelism(): number {
    return 1;
  }

  maxParallelism(): number {
    return 128;
  }

  attempt(): number {
    return 0;
  }

  metrics(): MetricCells {
    return this.#metrics;
  }

  keyed(): boolean {
    return this.isKeyed;
  }

  states(): StateStore {
    return this.backend.store();
  }

  windowState(): StateStore {
    return this.backend.store(this.#call.window);
  }

  snapshot(): OperatorSubtaskState {
    return {
      states: this.backend.snapshot(),
      eventTimeTimers: this.eventTimeTimers.all(),
      processingTimeTimers: this.processingTimeTimers.all(),
    };
  }

  restore({ states, eventTimeTimers, processingTimeTimers }: OperatorSubtaskState): void {
    this.backend.restore(states);
    for (const timer of eventTimeTimers) this.eventTimeTimers.register(timer);
    for (const timer of processingTimeTimers) this.processingTimeTimers.register(timer);
  }
}
