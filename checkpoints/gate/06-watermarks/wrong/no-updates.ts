/**
 * Takes a record for too late as soon as its window has fired.
 * @mistake lateness-forgotten
 * @task 3
 */
import type { Fate } from '../../../../lessons/06-watermarks/solution.js';

export * from '../../../../lessons/06-watermarks/solution.js';
export { default } from '../../../../lessons/06-watermarks/solution.js';

export function fateOf(timestamp: number, watermark: number): Fate {
  const last = Math.floor(timestamp / 10_000) * 10_000 + 9_999;
  return watermark < last ? 'in time' : 'too late';
}
