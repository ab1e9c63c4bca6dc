/**
 * Writes into the record that came in.
 * @mistake input-changed
 * @task 3
 */
import type { DiscountedPurchase, Purchase } from '../../../../lessons/04-flink-map-filter/purchase.js';
import * as solution from '../../../../lessons/04-flink-map-filter/solution.js';

export * from '../../../../lessons/04-flink-map-filter/solution.js';
export { default } from '../../../../lessons/04-flink-map-filter/solution.js';

export function applyDiscount(purchase: Purchase): DiscountedPurchase {
  return Object.assign(purchase, solution.applyDiscount(purchase));
}
