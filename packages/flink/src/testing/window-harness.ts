/** The harness of window functions. Which records are in a window is Flink's to say, so the test gives them. */
import type { TimeWindow, Window } from '../api/windows/windows.js';
import { time } from '../runtime/functions/contexts.js';
import { keyText } from '../runtime/state/keys.js';
import { AbstractStreamOperatorTestHarness, arriving } from './abstract-harness.js';
import type { Call } from './task.js';

/** A window's bounds in ms since 1970: `start` belongs to it, `end` does not. */
export interface WindowBounds {
  start: number;
  end: number;
}

/** Null is the GlobalWindow. */
export type BoundsOf<W extends Window> = W extends TimeWindow ? WindowBounds : WindowBounds | null;

/** All windows of a stream without keys have this one. */
const NO_KEY = '0';

abstract class AnyWindowHarness<OUT> extends AbstractStreamOperatorTestHarness<OUT> {
  constructor(fn: object) {
    super(fn, 0, true);
  }

  protected fire(key: unknown, window: WindowBounds | null, elements: readonly unknown[]): void {
    this.begin();
    const about = this.#about(key, window);
    const records = arriving(elements, 'the elements given to processWindow()');
    this.run(about, () => this.calls.callAll?.(this.#keyOf(about, key), ...bounds(window), records));
  }

  protected clean(key: unknown, window: WindowBounds | null): void {
    this.run(this.#about(key, window), () => this.calls.clear?.(...bounds(window)));
  }

  /** The functions of windows without keys are given none. */
  #keyOf(about: Call, key: unknown): string | null {
    return key === undefined ? null : about.key;
  }

  #about(key: unknown, window: WindowBounds | null): Call {
    const [, end] = bounds(window);
    const timestamp = window === null ? end : end - 1;
    const keyed = key === undefined ? NO_KEY : keyText(key, 'the key');
    return { timestamp, key: keyed, window: bounds(window).join(' ') };
  }
}

/**
 * For a `ProcessWindowFunction`. Each call is a window that fires, or one that is gone; there is no window assigner and no
 * trigger.
 */
export class WindowFunctionTestHarness<IN, OUT, KEY, W extends Window> extends AnyWindowHarness<OUT> {
  /**
   * Calls `process()` as if a window of a key fired; after `reduce` or `aggregate` it has one element, their result.
   *
   * @throws TypeError for elements that are no JSON values, RangeError for a window without time, and what the function throws
   */
  processWindow(key: KEY, window: BoundsOf<W>, elements: readonly IN[]): void {
    this.fire(key ?? null, window, elements);
  }

  /** Calls `clear()` as if a window of a key was gone, after its allowed lateness. */
  clearWindow(key: KEY, window: BoundsOf<W>): void {
    this.clean(key ?? null, window);
  }
}

/** For a `ProcessAllWindowFunction`: like {@link WindowFunctionTestHarness}, without keys. */
export class AllWindowFunctionTestHarness<IN, OUT, W extends Window> extends AnyWindowHarness<OUT> {
  /** Calls `process()` as if a window fired. */
  processWindow(window: BoundsOf<W>, elements: readonly IN[]): void {
    this.fire(undefined, window, elements);
  }

  /** Calls `clear()` as if a window was gone, after its allowed lateness. */
  clearWindow(window: BoundsOf<W>): void {
    this.clean(undefined, window);
  }
}

/** As the runner gives them. */
function bounds(window: WindowBounds | null): [start: number | null, end: number] {
  if (window === null) return [null, Number.MAX_SAFE_INTEGER];
  const [start, end] = [time(window.start, "a window's start"), time(window.end, "a window's end")];
  if (start >= end) throw new RangeError(`a window from ${start} to ${end} has no time in it`);
  return [start, end];
}
