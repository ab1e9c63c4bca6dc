/**
 * Takes an amount of 0 for one above 0.
 * @mistake bad-accepted
 * @task 1
 */
import type { Purchase } from '../../../../lessons/04-flink-map-filter/purchase.js';

export * from '../../../../lessons/04-flink-map-filter/solution.js';
export { default } from '../../../../lessons/04-flink-map-filter/solution.js';

export function parsePurchase(value: unknown): Purchase {
  const { purchaseId, customerId, category, amount } = (value ?? {}) as Partial<Purchase>;
  for (const field of [purchaseId, customerId, category]) {
    if (typeof field !== 'string') throw new Error('a field is not a text');
  }
  if (typeof amount !== 'number' || amount < 0) throw new Error('amount is below 0');
  return value as Purchase;
}
