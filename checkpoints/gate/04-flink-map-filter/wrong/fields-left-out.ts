/**
 * Returns the new fields alone, and a type assertion hides it.
 * @mistake fields-lost
 * @task 3
 */
import type { DiscountedPurchase, Purchase } from '../../../../lessons/04-flink-map-filter/purchase.js';

export * from '../../../../lessons/04-flink-map-filter/solution.js';
export { default } from '../../../../lessons/04-flink-map-filter/solution.js';

const DISCOUNTS: Record<string, number> = { electronics: 5, clothing: 15, books: 20 };

export function applyDiscount(purchase: Purchase): DiscountedPurchase {
  const discount = DISCOUNTS[purchase.category] ?? 0;
  return { discount, total: Math.round(purchase.amount * (100 - discount)) / 100 } as DiscountedPurchase;
}
