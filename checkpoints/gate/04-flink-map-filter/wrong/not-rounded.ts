/**
 * Leaves what binary floating point makes of the total.
 * @mistake not-rounded
 * @task 3
 */
import type { DiscountedPurchase, Purchase } from '../../../../lessons/04-flink-map-filter/purchase.js';
import * as solution from '../../../../lessons/04-flink-map-filter/solution.js';

export * from '../../../../lessons/04-flink-map-filter/solution.js';
export { default } from '../../../../lessons/04-flink-map-filter/solution.js';

export function applyDiscount(purchase: Purchase): DiscountedPurchase {
  const { discount } = solution.applyDiscount(purchase);
  return { ...purchase, discount, total: purchase.amount * (1 - discount / 100) };
}
