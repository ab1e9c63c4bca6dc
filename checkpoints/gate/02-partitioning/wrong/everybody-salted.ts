/**
 * Splits every merchant: nobody has an order any more.
 * @mistake cold-salted
 * @task 4
 */
import type { Sale } from '../../../../lessons/02-partitioning/sale.js';

export * from '../../../../lessons/02-partitioning/solution.js';

export function saltedKey(sale: Sale): string {
  return `${sale.merchantId}#${sale.number % 8}`;
}
