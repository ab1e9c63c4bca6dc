/**
 * Counts through the salts: a sale that is sent again gets another key.
 * @mistake salt-not-repeatable
 * @task 4
 */
import type { Sale } from '../../../../lessons/02-partitioning/sale.js';

export * from '../../../../lessons/02-partitioning/solution.js';

let next = 0;

export function saltedKey(sale: Sale, hot: ReadonlySet<string>): string {
  return hot.has(sale.merchantId) ? `${sale.merchantId}#${next++ % 8}` : sale.merchantId;
}
