/**
 * A wrong graph: every user total is written twice.
 * @hint doubled
 * @task 3
 */
import {
  Duration,
  defineJob,
  EventTimeSessionWindows,
  KafkaSink,
  KafkaSource,
  SlidingEventTimeWindows,
  TumblingEventTimeWindows,
  WatermarkStrategy,
} from '@workbook/flink';
import type { Order, WindowsArgs } from '../../../../lessons/05-windows/order.js';
import { largerOrder, PerCategory, PerUser, PerVisit, Top, Totals } from '../../../../lessons/05-windows/solution.js';

export * from '../../../../lessons/05-windows/solution.js';

export default defineJob<WindowsArgs>('windows', (env, args) => {
  const { bootstrapServers, groupId } = args;
  const orders = env.fromSource(
    new KafkaSource<Order>({ bootstrapServers, groupId, topics: args.orders }),
    WatermarkStrategy.forBoundedOutOfOrderness<Order>(Duration.ofSeconds(5)).withTimestampAssigner((order) => order.at),
    'orders',
  );
  const byUser = orders.keyBy((order) => order.user);

  const userTotals = byUser
    .window(TumblingEventTimeWindows.of(Duration.ofMinutes(1)))
    .aggregate(new Totals(), new PerUser())
    .name('user totals');
  userTotals.sinkTo(new KafkaSink({ bootstrapServers, topic: args.userTotals }));
  userTotals.sinkTo(new KafkaSink({ bootstrapServers, topic: args.userTotals }));

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
    .windowAll(TumblingEventTimeWindows.of(Duration.ofSeconds(20)))
    .process(new Top())
    .name('top categories')
    .sinkTo(new KafkaSink({ bootstrapServers, topic: args.topCategories }));
});
