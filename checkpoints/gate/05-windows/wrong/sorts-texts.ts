/**
 * Sorts the amounts as texts.
 * @mistake wrong-top
 * @task 2
 */
import type { CategoryTotal } from '../../../../lessons/05-windows/order.js';

export * from '../../../../lessons/05-windows/solution.js';
export { default } from '../../../../lessons/05-windows/solution.js';

export function topThree(totals: readonly CategoryTotal[]): string[] {
  return totals
    .map(({ amount, category }) => [String(amount), category])
    .sort()
    .reverse()
    .slice(0, 3)
    .map(([, category]) => category ?? '');
}
