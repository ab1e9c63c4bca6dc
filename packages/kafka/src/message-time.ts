/**
 * A message's timestamp, which Kafka counts in milliseconds since 1970. Brokers store any number that a producer sends, and
 * mistaken units are what one meets.
 */

/** `none`: the message has no timestamp. `odd`: it is no time that a person means. */
export type MessageTime =
  | { kind: 'time'; ms: number }
  | { kind: 'none' }
  | { kind: 'odd'; why: string /** What is meant, if it is in that unit; in ms since 1970. */; meant?: number };

const NO_TIMESTAMP = -1;
/** The years 1 to 9999, which are written with four digits. */
const FIRST = Date.parse('0001-01-01T00:00:00.000Z');
const LAST = Date.parse('9999-12-31T23:59:59.999Z');
/** Where a time in another unit is believed to be meant. */
const LIKELY = { from: Date.UTC(1990, 0, 1), to: Date.UTC(2100, 0, 1) };
const UNITS = [
  ['microseconds', 1e3],
  ['nanoseconds', 1e6],
] as const;

/** @param timestamp as Kafka sends it: milliseconds since 1970, negative before; -1 is none */
export function readMessageTime(timestamp: number): MessageTime {
  if (timestamp === NO_TIMESTAMP) return { kind: 'none' };
  if (timestamp >= FIRST && timestamp <= LAST) return { kind: 'time', ms: timestamp };
  for (const [unit, perMs] of UNITS) {
    const meant = Math.floor(timestamp / perMs);
    if (meant >= LIKELY.from && meant < LIKELY.to) return { kind: 'odd', why: `looks like ${unit}`, meant };
  }
  return { kind: 'odd', why: timestamp > 0 ? 'after the year 9999' : 'before the year 1' };
}
