/**
 * Looks at three of the four fields.
 * @mistake bad-accepted
 * @task 1
 */
import type { Purchase } from '../../../../lessons/04-flink-map-filter/purchase.js';

export * from '../../../../lessons/04-flink-map-filter/solution.js';
export { default } from '../../../../lessons/04-flink-map-filter/solution.js';

export function parsePurchase(value: unknown): Purchase {
  const { purchaseId, customerId, amount } = (value ?? {}) as Partial<Purchase>;
  for (const field of [purchaseId, customerId]) {
    if (typeof field !== 'string') throw new Error('a field is not a text');
  }
  if (typeof amount !== 'number' || amount <= 0) throw new Error('amount is not a number above 0');
  return value as Purchase;
}
