/**
 * All totals are one and the same object.
 * @mistake shared-accumulator
 * @task 1
 */
import type { AggregateFunction } from '@workbook/flink';
import type { Order, Total } from '../../../../lessons/05-windows/order.js';

export * from '../../../../lessons/05-windows/solution.js';
export { default } from '../../../../lessons/05-windows/solution.js';

const empty: Total = { orders: 0, amount: 0 };

export class Totals implements AggregateFunction<Order, Total, Total> {
  createAccumulator(): Total {
    return empty;
  }

  add(order: Order, total: Total): Total {
    total.orders += 1;
    total.amount += order.amount;
    return total;
  }

  getResult(total: Total): Total {
    return { ...total };
  }

  merge(a: Total, b: Total): Total {
    return { orders: a.orders + b.orders, amount: a.amount + b.amount };
  }
}
