import {
  type AggregateFunction,
  type AllWindowContext,
  type Collector,
  Duration,
  defineJob,
  EventTimeSessionWindows,
  KafkaSink,
  KafkaSource,
  ProcessAllWindowFunction,
  ProcessWindowFunction,
  SlidingEventTimeWindows,
  TumblingEventTimeWindows,
  WatermarkStrategy,
  type WindowContext,
} from '@workbook/flink';
import type { CategoryTotal, Order, TopCategories, Total, UserTotal, Visit, WindowsArgs } from './order.js';

/** Task 1 */
export class Totals implements AggregateFunction<Order, Total, Total> {
  createAccumulator(): Total {
    return { orders: 0, amount: 0 };
  }

  add(order: Order, total: Total): Total {
    return { orders: total.orders + 1, amount: total.amount + order.amount };
  }

  getResult(total: Total): Total {
    return total;
  }

  merge(a: Total, b: Total): Total {
    return { orders: a.orders + b.orders, amount: a.amount + b.amount };
  }
}

/** Task 2 */
export function largerOrder(a: Order, b: Order): Order {
  return a.amount >= b.amount ? a : b;
}

/** Task 2: sorts a copy; what came in belongs to others, too. */
export function topThree(totals: readonly CategoryTotal[]): string[] {
  return [...totals]
    .sort((a, b) => b.amount - a.amount || (a.category < b.category ? -1 : 1))
    .slice(0, 3)
    .map(({ category }) => category);
}

/** Task 3: the aggregate knows no key and no window; this function knows both. */
export class PerUser extends ProcessWindowFunction<Total, UserTotal, string> {
  process(user: string, ctx: WindowContext, totals: readonly Total[], out: Collector<UserTotal>): void {
    const window = ctx.window();
    for (const total of totals) out.collect({ user, start: window.getStart(), end: window.getEnd(), ...total });
  }
}

/** Task 4 */
export class PerCategory extends ProcessWindowFunction<Total, CategoryTotal, string> {
  process(category: string, ctx: WindowContext, totals: readonly Total[], out: Collector<CategoryTotal>): void {
    const window = ctx.window();
    for (const total of totals) out.collect({ category, start: window.getStart(), end: window.getEnd(), ...total });
  }
}

/** Task 5 */
export class PerVisit extends ProcessWindowFunction<Order, Visit, string> {
  process(user: string, ctx: WindowContext, largest: readonly Order[], out: Collector<Visit>): void {
    const window = ctx.window();
    for (const { orderId, amount } of largest) {
      out.collect({ user, start: window.getStart(), end: window.getEnd(), orderId, amount });
    }
  }
}

/** Task 6 */
export class Top extends ProcessAllWindowFunction<CategoryTotal, TopCategories> {
  process(ctx: AllWindowContext, totals: readonly CategoryTotal[], out: Collector<TopCategories>): void {
    out.collect({ end: ctx.window().getEnd(), categories: topThree(totals) });
  }
}

export default defineJob<WindowsArgs>('windows', (env, args) => {
  const { bootstrapServers, groupId } = args;
  const orders = env.fromSource(
    new KafkaSource<Order>({ bootstrapServers, groupId, topics: args.orders }),
    WatermarkStrategy.forBoundedOutOfOrderness<Order>(Duration.ofSeconds(5)).withTimestampAssigner((order) => order.at),
    'orders',
  );
  const byUser = orders.keyBy((order) => order.user);

  // Task 3
  byUser
    .window(TumblingEventTimeWindows.of(Duration.ofMinutes(1)))
    .aggregate(new Totals(), new PerUser())
    .name('user totals')
    .sinkTo(new KafkaSink({ bootstrapServers, topic: args.userTotals }));

  // Task 4
  const categoryTotals = orders
    .keyBy((order) => order.category)
    .window(SlidingEventTimeWindows.of(Duration.ofMinutes(1), Duration.ofSeconds(20)))
    .aggregate(new Totals(), new PerCategory())
    .name('category totals');
  categoryTotals.sinkTo(new KafkaSink({ bootstrapServers, topic: args.categoryTotals }));

  // Task 5
  byUser
    .window(EventTimeSessionWindows.withGap(Duration.ofSeconds(30)))
    .reduce(largerOrder, new PerVisit())
    .name('visits')
    .sinkTo(new KafkaSink({ bootstrapServers, topic: args.visits }));

  // Task 6: the minutes end 20 s apart, so each of these windows has the totals of one of them.
  categoryTotals
    .windowAll(TumblingEventTimeWindows.of(Duration.ofSeconds(20)))
    .process(new Top())
    .name('top categories')
    .sinkTo(new KafkaSink({ bootstrapServers, topic: args.topCategories }));
});
