/**
 * Reads the JSON a second time.
 * @mistake parsed-twice
 * @task 1
 */
import type { Purchase } from '../../../../lessons/04-flink-map-filter/purchase.js';

export * from '../../../../lessons/04-flink-map-filter/solution.js';
export { default } from '../../../../lessons/04-flink-map-filter/solution.js';

export function parsePurchase(value: unknown): Purchase {
  const purchase: Purchase = JSON.parse(String(value));
  if (!(purchase.amount > 0)) throw new Error('amount is not a number above 0');
  return purchase;
}
