import { type AggregateFunction, type Collector, ProcessWindowFunction, type WindowContext } from '@workbook/flink';

/** What the job reads. An order is made on a phone, and sent when the phone has a network: perhaps much later. */
export interface Order {
  orderId: string;
  /** The shop that the order is for. */
  shop: string;
  /** In cents. */
  amount: number;
  /** When the customer pressed the button: `2026-03-01T09:00:00.000Z`. */
  orderedAt: string;
}

/** What the job writes: a shop's sales in one window. Times are in ms since 1970. */
export interface Sales {
  shop: string;
  /** The window's first millisecond. */
  start: number;
  /** The first millisecond after the window. */
  end: number;
  orders: number;
  /** In cents. */
  amount: number;
}

/** The job's arguments: `npm run check` gives it topics of its own. */
export type WatermarkArgs = {
  bootstrapServers: string;
  groupId: string;
  /** Read from. */
  orders: string;
  /** Written to. */
  sales: string;
  late: string;
  /** How many subtasks each operator has. */
  parallelism: number;
};

type Total = Pick<Sales, 'orders' | 'amount'>;

/** Counts a window's orders, and adds their amounts up. */
export class TotalSales implements AggregateFunction<Order, Total, Total> {
  createAccumulator(): Total {
    return { orders: 0, amount: 0 };
  }

  add(order: Order, { orders, amount }: Total): Total {
    return { orders: orders + 1, amount: amount + order.amount };
  }

  getResult(total: Total): Total {
    return total;
  }

  merge(a: Total, b: Total): Total {
    return { orders: a.orders + b.orders, amount: a.amount + b.amount };
  }
}

/** Adds the shop and the window to the total. */
export class WithWindow extends ProcessWindowFunction<Total, Sales, string> {
  process(shop: string, ctx: WindowContext, totals: readonly Total[], out: Collector<Sales>): void {
    const window = ctx.window();
    for (const total of totals) out.collect({ shop, start: window.getStart(), end: window.getEnd(), ...total });
  }
}
