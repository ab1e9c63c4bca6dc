/**
 * An amount of time. Mirrors `java.time.Duration`, as much of it as jobs need.
 * All factories take whole numbers and throw a RangeError for anything else. A negative amount is for a window's offset.
 */
import { spelled } from './spelled.js';
export class Duration {
  private constructor(private readonly milliseconds: number) {}

  static ofMillis(milliseconds: number): Duration {
    return Duration.of(milliseconds, 1, 'ofMillis');
  }

  static ofSeconds(seconds: number): Duration {
    return Duration.of(seconds, 1000, 'ofSeconds');
  }

  static ofMinutes(minutes: number): Duration {
    return Duration.of(minutes, 60_000, 'ofMinutes');
  }

  static ofHours(hours: number): Duration {
    return Duration.of(hours, 3_600_000, 'ofHours');
  }

  static ofDays(days: number): Duration {
    return Duration.of(days, 86_400_000, 'ofDays');
  }

  /** The whole duration in milliseconds. */
  toMillis(): number {
    return this.milliseconds;
  }

  private static of(amount: number, unitInMs: number, factory: string): Duration {
    if (!Number.isSafeInteger(amount * unitInMs) || !Number.isInteger(amount)) {
      throw new RangeError(`Duration.${factory}(${amount}): a whole number is expected`);
    }
    return new Duration(amount * unitInMs);
  }
}

/** @throws RangeError for less than `leastMs`, and for what is no whole number */
export function wholeMillis(time: Duration | number, leastMs: number, what: string): number {
  const ms = typeof time === 'number' ? time : time.toMillis();
  if (!Number.isInteger(ms) || ms < leastMs) {
    throw new RangeError(`${what} of ${spelled(ms)} ms, a whole number of at least ${leastMs} ms is expected`);
  }
  return ms;
}
