/** What the harnesses of all functions have in common. */
import type { OutputTag } from '../api/output-tag.js';
import { OPERATORS } from '../plan/operators.js';
import type { Op } from '../plan/plan.js';
import { adapt } from '../runtime/functions/adapters.js';
import { time } from '../runtime/functions/contexts.js';
import { parseRecord, toText } from '../runtime/records/json-records.js';
import { explained, refuseFailed } from './failures.js';
import { functionUnderTest } from './function-under-test.js';
import type { Calls } from './inputs.js';
import { shownTime } from './java-time.js';
import { type Call, type OperatorSubtaskState, type StreamRecord, Task } from './task.js';
import type { TimerQueue } from './timer-queue.js';

/** So many more timers than there were, all due at once, are an endless loop. */
const MOST_NEW_TIMERS = 100_000;

/**
 * A function and what it needs around it: state, timers, and clocks that go as the test tells them. Records go in and come
 * out as JSON, frozen, as in a job.
 *
 * Mirrors Flink's class of this name, of
 * https://nightlies.apache.org/flink/flink-docs-stable/docs/dev/datastream/testing/#unit-testing-stateful-or-timely-udfs--custom-operators
 */
export abstract class AbstractStreamOperatorTestHarness<OUT> {
  protected readonly task: Task;
  protected readonly calls: Calls;
  protected readonly op: Op;
  #hasWorked = false;
  #isClosed = false;

  /** Opens the function. @param keys how many key selectors there are */
  protected constructor(fn: object, keys: number, isKeyed: boolean) {
    const { op, graphFunction } = functionUnderTest(fn, keys);
    this.op = op;
    this.task = new Task(OPERATORS[op].title, isKeyed);
    this.calls = adapt(graphFunction, this.task) as Calls;
    this.#run({ timestamp: null, key: null }, () => this.calls.open?.());
  }

  /** All records that were emitted so far (not those of side outputs), frozen. Flink's `extractOutputValues()`. */
  output(): OUT[] {
    return this.extractOutputStreamRecords().map(({ value }) => value);
  }

  /** Like `output()`, each record with its timestamp. */
  extractOutputStreamRecords(): StreamRecord<OUT>[] {
    return [...this.task.mainOutput] as StreamRecord<OUT>[];
  }

  /** All records that were emitted to a side output so far, frozen. Flink's `getSideOutput()`. */
  sideOutput<X>({ id }: OutputTag<X>): X[] {
    return (this.task.sideOutputs.get(id) ?? []).map(({ value }) => value as X);
  }

  /**
   * Moves the event-time clock (of all inputs) to a time in ms since 1970, and fires the timers that are due.
   * `Number.MAX_SAFE_INTEGER` is the end of time, as after the last record of a bounded source. As in a job, a watermark that
   * is not later than the one before is none.
   *
   * @throws what a timer's function throws
   */
  processWatermark(watermark: number): void {
    this.advanceWatermark(time(watermark, 'processWatermark'));
  }

  /** The event-time clock; `Number.MIN_SAFE_INTEGER` before the first watermark. */
  currentWatermark(): number {
    return this.task.currentWatermark();
  }

  protected advanceWatermark(watermark: number): void {
    this.begin();
    const reached = watermark >= Number.MAX_SAFE_INTEGER ? Number.POSITIVE_INFINITY : watermark;
    if (reached <= this.task.watermark) return;
    this.task.watermark = reached;
    this.#fire(this.task.eventTimeTimers, reached, 'EVENT_TIME');
  }

  /**
   * Sets the processing-time clock, in ms, which is 0 at first and moves only here, and fires the timers that are due. State
   * expires by it, too.
   *
   * @throws what a timer's function throws
   */
  setProcessingTime(processingTime: number): void {
    this.#requireLife();
    this.task.processingTime = time(processingTime, 'setProcessingTime');
    this.fireProcessingTimeTimers();
  }

  getProcessingTime(): number {
    return this.task.processingTime;
  }

  /**
   * How many entries the keyed state has, over all states and keys. A list or a map is one entry for each key that has any
   * elements. What has expired counts until Flink would have removed it.
   */
  numKeyedStateEntries(): number {
    return this.task.backend.numKeyedStateEntries();
  }

  /** How many event-time timers are pending, over all keys. */
  numEventTimeTimers(): number {
    return this.task.eventTimeTimers.size;
  }

  /** How many processing-time timers are pending, over all keys. */
  numProcessingTimeTimers(): number {
    return this.task.processingTimeTimers.size;
  }

  /** What a checkpoint would keep: state and timers, not the function's own fields and not the watermark. It is JSON. */
  snapshot(): OperatorSubtaskState {
    this.#requireLife();
    return this.task.snapshot();
  }

  /**
   * Starts from a snapshot, as a job does after a failure. Give it to a new harness with a new instance of the function, whose
   * fields are as empty as on a cluster.
   *
   * @returns this harness
   * @throws Error if the harness has worked already, or the function asks for another kind of state than the snapshot has
   */
  initializeState(snapshot: OperatorSubtaskState): this {
    this.#requireLife();
    if (this.#hasWorked) {
      throw new Error(
        'initializeState: this harness has worked already; make a new one, with a new instance of the function, and give it the snapshot first',
      );
    }
    this.task.restore(snapshot);
    this.fireProcessingTimeTimers();
    return this;
  }

  /** Closes the function. The harness keeps what was emitted. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const earlier = this.task.failure;
    this.task.failure = undefined;
    try {
      this.#run({ timestamp: null, key: null }, () => this.calls.close?.());
    } catch (error) {
      // As on a cluster: what the function failed with first is what counts.
      if (!earlier) throw error;
      console.error(`close() failed: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      this.task.failure = earlier ?? this.task.failure;
    }
  }

  /** To be called before a record or a watermark. */
  protected begin(): void {
    this.#requireLife();
    this.#hasWorked = true;
  }

  #requireLife(): void {
    if (this.#isClosed) throw new Error('the harness is closed');
    refuseFailed(this.task.failure);
  }

  /** Calls a function of the adapter. */
  protected run<T>(about: Call, step: () => T): T {
    this.begin();
    return this.#run(about, step);
  }

  #run<T>(about: Call, step: () => T): T {
    let result: T | undefined;
    try {
      result = this.task.run(about, step);
    } catch {
      // The task has kept it.
    }
    if (this.task.failure) throw explained(this.task.failure.error);
    return result as T;
  }

  /** A clock has none of the time between: timers that were set for the past fire after the call that set them. */
  protected fireProcessingTimeTimers(): void {
    this.#fire(this.task.processingTimeTimers, this.task.processingTime, 'PROCESSING_TIME');
  }

  #fire(timers: TimerQueue, until: number, timeDomain: 'EVENT_TIME' | 'PROCESSING_TIME'): void {
    const most = timers.size + MOST_NEW_TIMERS;
    let fired = 0;
    for (let timer = timers.poll(until); timer; timer = timers.poll(until)) {
      fired += 1;
      if (fired > most) throw new Error('onTimer() sets a timer that is due at once, each time: it never ends');
      const timestamp = shownTime(timer.timestamp);
      const outputTimestamp = timeDomain === 'EVENT_TIME' ? timestamp : null;
      this.#run({ timestamp, outputTimestamp, key: timer.key, timeDomain }, () => this.calls.onTimer?.(timestamp));
    }
  }
}

/** A record as it reaches a function: what JSON makes of it, frozen. The caller's own stays as it is. */
export function arriving(record: unknown, what: string): unknown {
  return parseRecord(toText(record, what), true);
}
