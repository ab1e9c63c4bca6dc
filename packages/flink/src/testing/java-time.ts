/** Times between Java, where they are 64 bits wide, and JavaScript: as the runner's OperatorBridge has them. */

/** Flink's times end here. */
const END_OF_TIME = 2 ** 63;
/** From here on a time of Flink's stands for an end of time. */
const NEAR_THE_END = 2 ** 62;

/** The time as Java's `long` has it. Adding 0 makes -0 a 0. */
export function javaTime(time: number): number {
  return Math.max(-END_OF_TIME, Math.min(END_OF_TIME, time)) + 0;
}

/** What a function is told: the largest safe integer and its opposite stand for the ends of time. */
export function shownTime(time: number): number {
  if (Math.abs(time) <= NEAR_THE_END) return time;
  return time > 0 ? Number.MAX_SAFE_INTEGER : Number.MIN_SAFE_INTEGER;
}
