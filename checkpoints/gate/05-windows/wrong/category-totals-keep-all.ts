/**
 * A reduce in the place of the aggregate, as it may be, and then windows that keep all their orders until they fire.
 * @mistake keeps-all
 * @task 4
 */
import {
  type Collector,
  Duration,
  defineJob,
  EventTimeSessionWindows,
  KafkaSink,
  KafkaSource,
  ProcessWindowFunction,
  SlidingEventTimeWindows,
  TumblingEventTimeWindows,
  WatermarkStrategy,
  type WindowContext,
} from '@workbook/flink';
import type { CategoryTotal, Order, Visit, WindowsArgs } from '../../../../lessons/05-windows/order.js';
import { PerUser, Top } from '../../../../lessons/05-windows/solution.js';

export * from '../../../../lessons/05-windows/solution.js';

class Summed extends ProcessWindowFunction<Order, CategoryTotal, string> {
  process(category: string, ctx: WindowContext, orders: readonly Order[], out: Collector<CategoryTotal>): void {
    const amount = orders.reduce((sum, order) => sum + order.amount, 0);
    const end = ctx.window().maxTimestamp() + 1;
    out.collect({ category, start: ctx.window().getStart(), end, orders: orders.length, amount });
  }
}

class Largest extends ProcessWindowFunction<Order, Visit, string> {
  process(user: string, ctx: WindowContext, orders: readonly Order[], out: Collector<Visit>): void {
    const amount = Math.max(...orders.map((order) => order.amount));
    for (const { orderId } of orders.filter((order) => order.amount === amount)) {
      out.collect({ user, start: ctx.window().getStart(), end: ctx.window().getEnd(), orderId, amount });
    }
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

  orders
    .map(({ user, amount }) => ({ user, orders: 1, amount }))
    .keyBy(({ user }) => user)
    .window(TumblingEventTimeWindows.of(Duration.ofSeconds(60)))
    .reduce((a, b) => ({ user: a.user, orders: a.orders + b.orders, amount: a.amount + b.amount }), new PerUser())
    .name('user totals')
    .sinkTo(new KafkaSink({ bootstrapServers, topic: args.userTotals }));

  const categoryTotals = orders
    .keyBy((order) => order.category)
    .window(SlidingEventTimeWindows.of(Duration.ofMinutes(1), Duration.ofSeconds(20)))
    .process(new Summed())
    .name('category totals');
  categoryTotals.sinkTo(new KafkaSink({ bootstrapServers, topic: args.categoryTotals }));

  byUser
    .window(EventTimeSessionWindows.withGap(Duration.ofSeconds(30)))
    .process(new Largest())
    .name('visits')
    .sinkTo(new KafkaSink({ bootstrapServers, topic: args.visits }));

  categoryTotals
    .windowAll(TumblingEventTimeWindows.of(Duration.ofSeconds(20)))
    .process(new Top())
    .name('top categories')
    .sinkTo(new KafkaSink({ bootstrapServers, topic: args.topCategories }));
});
