/**
 * Lets every record begin a window of its own.
 * @mistake wrong-window
 * @task 3
 */
import type { Fate } from '../../../../lessons/06-watermarks/solution.js';

export * from '../../../../lessons/06-watermarks/solution.js';
export { default } from '../../../../lessons/06-watermarks/solution.js';

export function fateOf(timestamp: number, watermark: number): Fate {
  const last = timestamp + 9_999;
  if (watermark < last) return 'in time';
  return watermark < last + 10_000 ? 'update' : 'too late';
}
