/**
 * Follows the last timestamp, and so goes back.
 * @mistake last-not-largest
 * @task 2
 */
export * from '../../../../lessons/06-watermarks/solution.js';
export { default } from '../../../../lessons/06-watermarks/solution.js';

export function watermarkAfter(timestamps: readonly number[], outOfOrdernessMs: number): number {
  return (timestamps.at(-1) ?? 0) - outOfOrdernessMs - 1;
}
