/**
 * Gives the discount as a fraction.
 * @mistake not-percent
 * @task 3
 */
import type { DiscountedPurchase, Purchase } from '../../../../lessons/04-flink-map-filter/purchase.js';

export * from '../../../../lessons/04-flink-map-filter/solution.js';
export { default } from '../../../../lessons/04-flink-map-filter/solution.js';

const DISCOUNTS: Record<string, number> = { electronics: 5, clothing: 15, books: 20 };

export function applyDiscount(purchase: Purchase): DiscountedPurchase {
  const discount = DISCOUNTS[purchase.category] ?? 0;
  return { ...purchase, discount: discount / 100, total: Math.round(purchase.amount * (100 - discount)) / 100 };
}
