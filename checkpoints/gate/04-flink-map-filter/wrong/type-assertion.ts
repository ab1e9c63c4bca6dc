/**
 * Believes the type instead of looking at the value.
 * @mistake bad-accepted
 * @task 1
 */
import type { Purchase } from '../../../../lessons/04-flink-map-filter/purchase.js';

export * from '../../../../lessons/04-flink-map-filter/solution.js';
export { default } from '../../../../lessons/04-flink-map-filter/solution.js';

export function parsePurchase(value: unknown): Purchase {
  return value as Purchase;
}
