/**
 * Throws dice: a sale that is sent again gets another key.
 * @mistake salt-not-repeatable
 * @task 4
 */
import type { Sale } from '../../../../lessons/02-partitioning/sale.js';

export * from '../../../../lessons/02-partitioning/solution.js';

export function saltedKey(sale: Sale, hot: ReadonlySet<string>): string {
  return hot.has(sale.merchantId) ? `${sale.merchantId}#${Math.floor(Math.random() * 1e6) % 8}` : sale.merchantId;
}
