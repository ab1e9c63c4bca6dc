/**
 * Takes the smallest three.
 * @mistake wrong-top
 * @task 2
 */
import type { CategoryTotal } from '../../../../lessons/05-windows/order.js';

export * from '../../../../lessons/05-windows/solution.js';
export { default } from '../../../../lessons/05-windows/solution.js';

export function topThree(totals: readonly CategoryTotal[]): string[] {
  return [...totals]
    .sort((a, b) => a.amount - b.amount)
    .slice(0, 3)
    .map(({ category }) => category);
}
