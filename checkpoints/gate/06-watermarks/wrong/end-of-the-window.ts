/**
 * Fires when the watermark reaches the end, a millisecond after the last one.
 * @mistake wrong-edge
 * @task 3
 */
import type { Fate } from '../../../../lessons/06-watermarks/solution.js';

export * from '../../../../lessons/06-watermarks/solution.js';
export { default } from '../../../../lessons/06-watermarks/solution.js';

export function fateOf(timestamp: number, watermark: number): Fate {
  const end = Math.floor(timestamp / 10_000) * 10_000 + 10_000;
  if (watermark < end) return 'in time';
  return watermark < end + 10_000 ? 'update' : 'too late';
}
