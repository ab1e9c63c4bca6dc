/** What a timestamp assigner returns: a time in milliseconds since 1970. */
import { time } from './contexts.js';

/** Where a time in another unit is believed to be meant, in ms. */
const LIKELY = [Date.UTC(1990, 0, 1), Date.UTC(2100, 0, 1)] as const;

/**
 * The author's timestamp assigner, whose times are checked. The first record shows whether they are in another unit: that
 * is said once, in the job's log, because such times can be meant.
 */
export function eventTimes(assign: (v: unknown, recordTimestamp: number) => number) {
  let isFirst = true;
  return (v: unknown, recordTimestamp: number): number => {
    const ms = eventTime(time(assign(v, recordTimestamp), 'what the timestamp assigner returns'));
    if (isFirst) {
      isFirst = false;
      const doubt = unitInDoubt(ms);
      if (doubt) console.warn(doubt);
    }
    return ms;
  };
}

function eventTime(ms: number): number {
  if (Math.abs(ms) <= Number.MAX_SAFE_INTEGER) return ms;
  const where = ms > 0 ? 'far in the future; nanoseconds, perhaps?' : 'before all time that Flink counts';
  throw new RangeError(
    `what the timestamp assigner returns: ${ms} is no time in milliseconds since 1970, but ${where}`,
  );
}

function unitInDoubt(ms: number): string | undefined {
  const isLikely = (other: number) => other >= LIKELY[0] && other < LIKELY[1];
  const [unit, remedy] = isLikely(ms / 1000)
    ? ['microseconds', 'Divide it by 1000']
    : isLikely(ms * 1000)
      ? ['seconds', 'Multiply it by 1000']
      : [];
  if (unit === undefined) return undefined;
  const shown = ms * 1000 > Number.MAX_SAFE_INTEGER ? 'far in the future' : 'in January or February 1970';
  return (
    `Warning: withTimestampAssigner gave the first record the time ${ms}, which looks like ${unit}. ` +
    `Flink counts in milliseconds since 1970, where this is ${shown}. ${remedy}.`
  );
}
