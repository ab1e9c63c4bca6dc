/**
 * Takes an answer from what only the check knows.
 * @mistake forbidden-import
 * @task 0
 */
import { truthOf } from '../../../../lessons/05-windows/.check/orders.js';
import type { CategoryTotal } from '../../../../lessons/05-windows/order.js';

export * from '../../../../lessons/05-windows/solution.js';
export { default } from '../../../../lessons/05-windows/solution.js';

export function topThree(totals: readonly CategoryTotal[]): string[] {
  return (
    truthOf(totals.map((total) => ({ ...total, orderId: '', user: '', at: total.start }))).topCategories[0]
      ?.categories ?? []
  );
}
