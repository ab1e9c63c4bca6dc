/**
 * Follows the smallest timestamp, and so never gets on.
 * @mistake last-not-largest
 * @task 2
 */
export * from '../../../../lessons/06-watermarks/solution.js';
export { default } from '../../../../lessons/06-watermarks/solution.js';

export function watermarkAfter(timestamps: readonly number[], outOfOrdernessMs: number): number {
  return Math.min(...timestamps) - outOfOrdernessMs - 1;
}
