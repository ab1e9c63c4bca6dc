/**
 * Adds the amounts up, and forgets to count.
 * @hint wrong-aggregate
 * @task 1
 */
import type { AggregateFunction } from '@workbook/flink';
import type { Order, Total } from '../../../../lessons/05-windows/order.js';

export * from '../../../../lessons/05-windows/solution.js';
export { default } from '../../../../lessons/05-windows/solution.js';

export class Totals implements AggregateFunction<Order, Total, Total> {
  createAccumulator(): Total {
    return { orders: 0, amount: 0 };
  }

  add(order: Order, total: Total): Total {
    return { ...total, amount: total.amount + order.amount };
  }

  getResult(total: Total): Total {
    return total;
  }

  merge(a: Total, b: Total): Total {
    return { orders: a.orders + b.orders, amount: a.amount + b.amount };
  }
}
