/**
 * Takes every record behind the watermark for late.
 * @mistake order-not-window
 * @task 3
 */
import type { Fate } from '../../../../lessons/06-watermarks/solution.js';

export * from '../../../../lessons/06-watermarks/solution.js';
export { default } from '../../../../lessons/06-watermarks/solution.js';

export function fateOf(timestamp: number, watermark: number): Fate {
  if (timestamp > watermark) return 'in time';
  return watermark < timestamp + 10_000 ? 'update' : 'too late';
}
