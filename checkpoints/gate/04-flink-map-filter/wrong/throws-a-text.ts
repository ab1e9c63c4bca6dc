/**
 * Throws a text in the place of an Error.
 * @mistake not-an-error
 * @task 1
 */
import type { Purchase } from '../../../../lessons/04-flink-map-filter/purchase.js';

export * from '../../../../lessons/04-flink-map-filter/solution.js';
export { default } from '../../../../lessons/04-flink-map-filter/solution.js';

export function parsePurchase(value: unknown): Purchase {
  const purchase = (value ?? {}) as Partial<Purchase>;
  const { purchaseId, customerId, category, amount } = purchase;
  const texts = [purchaseId, customerId, category].every((field) => typeof field === 'string');
  if (!texts || typeof amount !== 'number' || amount <= 0) throw 'no purchase';
  return purchase as Purchase;
}
