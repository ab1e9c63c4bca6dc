/** Accumulators that change in place, and the top three of a key: the end of the minute. */
import {
  type AggregateFunction,
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
import type { CategoryTotal, Order, TopCategories, Total, WindowsArgs } from '../../../../lessons/05-windows/order.js';
import { largerOrder, PerCategory, PerUser, PerVisit, topThree } from '../../../../lessons/05-windows/solution.js';

export * from '../../../../lessons/05-windows/solution.js';

export class Totals implements AggregateFunction<Order, Total, Total> {
  createAccumulator(): Total {
    return { orders: 0, amount: 0 };
  }

  add(order: Order, total: Total): Total {
    total.orders++;
    total.amount += order.amount;
    return total;
  }

  getResult({ orders, amount }: Total): Total {
    return { amount, orders };
  }

  merge(a: Total, b: Total): Total {
    return { amount: b.amount + a.amount, orders: b.orders + a.orders };
  }
}

class TopOfEnd extends ProcessWindowFunction<CategoryTotal, TopCategories, number> {
  process(end: number, _ctx: WindowContext, totals: readonly CategoryTotal[], out: Collector<TopCategories>): void {
    out.collect({ categories: topThree(totals), end });
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

  byUser
    .window(TumblingEventTimeWindows.of(Duration.ofMinutes(1)))
    .aggregate(new Totals(), new PerUser())
    .name('user totals')
    .sinkTo(new KafkaSink({ bootstrapServers, topic: args.userTotals }));

  const categoryTotals = orders
    .keyBy((order) => order.category)
    .window(SlidingEventTimeWindows.of(Duration.ofMinutes(1), Duration.ofSeconds(20)))
    .aggregate(new Totals(), new PerCategory())
    .name('category totals');
  categoryTotals.sinkTo(new KafkaSink({ bootstrapServers, topic: args.categoryTotals }));

  byUser
    .window(EventTimeSessionWindows.withGap(Duration.ofSeconds(30)))
    .reduce(largerOrder, new PerVisit())
    .name('visits')
    .sinkTo(new KafkaSink({ bootstrapServers, topic: args.visits }));

  categoryTotals
    .keyBy((total) => total.end)
    .window(TumblingEventTimeWindows.of(Duration.ofSeconds(20)))
    .process(new TopOfEnd())
    .name('top categories')
    .sinkTo(new KafkaSink({ bootstrapServers, topic: args.topCategories }));
});
