/**
 * Triggers: when a window fires. Setting one replaces the assigner's own: time windows with a `CountTrigger` fire by
 * count alone, and what is left at their end is dropped.
 *
 * Mirrors https://nightlies.apache.org/flink/flink-docs-stable/docs/dev/datastream/operators/windows/#triggers
 */
import type { TriggerPlan } from '../../plan/windows.js';
import { type Duration, wholeMillis } from '../duration.js';
import { spelled } from '../spelled.js';
import type { TimeWindow, Window } from './windows.js';

/** What all triggers have in common: they fire windows of type `W`. */
export abstract class Trigger<W extends Window> {
  declare readonly windowType: (window: W) => void;

  constructor(readonly plan: TriggerPlan) {}
}

/** Fires when the watermark passes the window's end, and again for each late record that is allowed. */
export class EventTimeTrigger extends Trigger<TimeWindow> {
  static create(): EventTimeTrigger {
    return new EventTimeTrigger({ kind: 'eventTime', purging: false });
  }
}

/** Fires when the machine's clock passes the window's end. */
export class ProcessingTimeTrigger extends Trigger<TimeWindow> {
  static create(): ProcessingTimeTrigger {
    return new ProcessingTimeTrigger({ kind: 'processingTime', purging: false });
  }
}

/** Fires after every `maxCount` records of a window. */
export class CountTrigger extends Trigger<Window> {
  /** @throws RangeError for anything but a whole number from 1 */
  static of(maxCount: number): CountTrigger {
    return new CountTrigger({ kind: 'count', maxCount: wholeCount(maxCount, 'CountTrigger.of'), purging: false });
  }
}

/** Fires again and again as event time goes on, at multiples of an interval, and at the window's end. */
export class ContinuousEventTimeTrigger extends Trigger<Window> {
  /** @throws RangeError for an interval below 1 ms */
  static of(interval: Duration): ContinuousEventTimeTrigger {
    const intervalMs = wholeMillis(interval, 1, 'ContinuousEventTimeTrigger.of: an interval');
    return new ContinuousEventTimeTrigger({ kind: 'continuousEventTime', intervalMs, purging: false });
  }
}

/**
 * Fires again and again by the machine's clock, at multiples of an interval, and when the clock passes the window's end.
 * It is for windows about now: one that lies in the past by the clock, as old events have them, fires once, with its
 * first records, and drops the others.
 */
export class ContinuousProcessingTimeTrigger extends Trigger<Window> {
  /** @throws RangeError for an interval below 1 ms */
  static of(interval: Duration): ContinuousProcessingTimeTrigger {
    const intervalMs = wholeMillis(interval, 1, 'ContinuousProcessingTimeTrigger.of: an interval');
    return new ContinuousProcessingTimeTrigger({ kind: 'continuousProcessingTime', intervalMs, purging: false });
  }
}

/** Fires when another trigger does, and empties the window: the next firing has only what came since. */
export class PurgingTrigger<W extends Window> extends Trigger<W> {
  static of<W extends Window>(trigger: Trigger<W>): PurgingTrigger<W> {
    return new PurgingTrigger({ ...trigger.plan, purging: true });
  }
}

/** @throws RangeError for anything but a whole number from 1 */
export function wholeCount(count: number, what: string): number {
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new RangeError(`${what}(${spelled(count)}): a whole number of records, at least 1, is expected`);
  }
  return count;
}
