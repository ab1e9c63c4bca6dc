/**
 * Takes 100 itself for large.
 * @mistake wrong-threshold
 * @task 2
 */
import type { Purchase } from '../../../../lessons/04-flink-map-filter/purchase.js';

export * from '../../../../lessons/04-flink-map-filter/solution.js';
export { default } from '../../../../lessons/04-flink-map-filter/solution.js';

export function isLarge(purchase: Purchase): boolean {
  return purchase.amount >= 100;
}
