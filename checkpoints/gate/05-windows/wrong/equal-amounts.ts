/**
 * Leaves it to chance who comes first of two with equal amounts.
 * @mistake wrong-top
 * @task 2
 */
import type { CategoryTotal } from '../../../../lessons/05-windows/order.js';

export * from '../../../../lessons/05-windows/solution.js';
export { default } from '../../../../lessons/05-windows/solution.js';

export function topThree(totals: readonly CategoryTotal[]): string[] {
  return [...totals]
    .sort((a, b) => b.amount - a.amount)
    .slice(0, 3)
    .map(({ category }) => category);
}
