/**
 * Forgets that a watermark speaks of its own millisecond too.
 * @mistake off-by-one
 * @task 2
 */
export * from '../../../../lessons/06-watermarks/solution.js';
export { default } from '../../../../lessons/06-watermarks/solution.js';

export function watermarkAfter(timestamps: readonly number[], outOfOrdernessMs: number): number {
  return Math.max(...timestamps) - outOfOrdernessMs;
}
