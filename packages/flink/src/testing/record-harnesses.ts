/** The harnesses of functions that get one record at a time. */
import type { KeySelector } from '../api/functions/functions.js';
import { adapt } from '../runtime/functions/adapters.js';
import { time } from '../runtime/functions/contexts.js';
import { AbstractStreamOperatorTestHarness, arriving } from './abstract-harness.js';
import { keySelector } from './function-under-test.js';
import { type ProcessRecord, processRecord } from './inputs.js';

/** Gives the key of a record, as for `keyBy`. */
export type Key<T, K> = ((value: T) => K) | KeySelector<T, K>;

/** The timestamp of what a window without an end emits. */
const END_OF_TIME = Number.MAX_SAFE_INTEGER;

abstract class RecordHarness<OUT> extends AbstractStreamOperatorTestHarness<OUT> {
  readonly #keysOf: readonly ((value: unknown) => string)[];
  readonly #process: ProcessRecord;

  constructor(fn: object, keys: readonly object[]) {
    super(fn, keys.length, keys.length > 0);
    this.#keysOf = keys.map((key) => adapt(keySelector(key), this.task).call as unknown as (value: unknown) => string);
    this.#process = processRecord(this.op, this.calls, this.task);
  }

  protected process(method: string, input: 1 | 2, record: unknown, timestamp: number | undefined): void {
    this.begin();
    const value = arriving(record, `the record given to ${method}()`);
    const at = timestamp === undefined ? null : time(timestamp, `${method}: the timestamp`);
    const keyOf = this.#keysOf[input - 1];
    const key = keyOf ? this.run({ value, timestamp: at, key: null }, () => keyOf(value)) : null;
    const outputTimestamp = this.op === 'window' ? END_OF_TIME : at;
    this.run({ value, timestamp: at, outputTimestamp, key }, () => this.#process(value, input));
    this.fireProcessingTimeTimers();
  }
}

/** For functions with one input. Mirrors Flink's class of this name, and the keyed one. */
export class OneInputStreamOperatorTestHarness<IN, OUT> extends RecordHarness<OUT> {
  /**
   * Gives the function a record, and fires the processing-time timers that are due then.
   *
   * @param timestamp in ms since 1970; left out, the record has none
   * @throws TypeError for a record that is no JSON value, and what the function throws
   */
  processElement(record: IN, timestamp?: number): void {
    this.process('processElement', 1, record, timestamp);
  }
}

/** For functions with two inputs. Mirrors Flink's class of this name, and the keyed one. */
export class TwoInputStreamOperatorTestHarness<IN1, IN2, OUT> extends RecordHarness<OUT> {
  #watermarks = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];

  /** Gives the function a record of the first input, like {@link OneInputStreamOperatorTestHarness.processElement}. */
  processElement1(record: IN1, timestamp?: number): void {
    this.process('processElement1', 1, record, timestamp);
  }

  /** Gives the function a record of the second input, like {@link OneInputStreamOperatorTestHarness.processElement}. */
  processElement2(record: IN2, timestamp?: number): void {
    this.process('processElement2', 2, record, timestamp);
  }

  /** Moves the event-time clocks of both inputs. Flink's `processBothWatermarks()`. */
  override processWatermark(watermark: number): void {
    this.#reach([0, 1], time(watermark, 'processWatermark'));
  }

  /** Moves the first input's event-time clock. The operator's is that of the input that is behind. */
  processWatermark1(watermark: number): void {
    this.#reach([0], time(watermark, 'processWatermark1'));
  }

  /** Moves the second input's event-time clock. The operator's is that of the input that is behind. */
  processWatermark2(watermark: number): void {
    this.#reach([1], time(watermark, 'processWatermark2'));
  }

  #reach(inputs: readonly number[], watermark: number): void {
    this.#watermarks = this.#watermarks.map((old, i) => (inputs.includes(i) ? Math.max(old, watermark) : old));
    this.advanceWatermark(Math.min(...this.#watermarks));
  }
}
