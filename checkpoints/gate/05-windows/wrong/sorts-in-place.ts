/**
 * Sorts the array that it was given.
 * @mistake input-changed
 * @task 2
 */
import type { CategoryTotal } from '../../../../lessons/05-windows/order.js';

export * from '../../../../lessons/05-windows/solution.js';
export { default } from '../../../../lessons/05-windows/solution.js';

export function topThree(totals: readonly CategoryTotal[]): string[] {
  const sorted = (totals as CategoryTotal[]).sort((a, b) => b.amount - a.amount || (a.category < b.category ? -1 : 1));
  return sorted.slice(0, 3).map(({ category }) => category);
}
