/**
 * A wrong graph: the windows start at the fifth second.
 * @hint not-aligned
 * @task 4
 */
import {
  Duration,
  defineJob,
  KafkaSink,
  KafkaSource,
  OutputTag,
  TumblingEventTimeWindows,
  WatermarkStrategy,
} from '@workbook/flink';
import {
  type Order,
  type Sales,
  TotalSales,
  type WatermarkArgs,
  WithWindow,
} from '../../../../lessons/06-watermarks/order.js';
import { eventTime } from '../../../../lessons/06-watermarks/solution.js';

export * from '../../../../lessons/06-watermarks/solution.js';

export default defineJob<WatermarkArgs>('sales-by-event-time', (env, args) => {
  const { bootstrapServers, groupId } = args;
  env.setParallelism(args.parallelism);
  const strategy = WatermarkStrategy.forBoundedOutOfOrderness<Order>(Duration.ofSeconds(5))
    .withTimestampAssigner(eventTime)
    .withIdleness(Duration.ofMillis(500));
  const source = new KafkaSource<Order>({ bootstrapServers, groupId, topics: args.orders });
  const orders = env.fromSource(source, strategy, 'orders');
  const late = new OutputTag<Order>('late');
  const sales = orders
    .keyBy((order) => order.shop)
    .window(TumblingEventTimeWindows.of(Duration.ofSeconds(10), Duration.ofSeconds(5)))
    .allowedLateness(Duration.ofSeconds(10))
    .sideOutputLateData(late)
    .aggregate(new TotalSales(), new WithWindow());
  sales.sinkTo(new KafkaSink<Sales>({ bootstrapServers, topic: args.sales, key: ({ shop }) => shop }));
  sales.getSideOutput(late).sinkTo(new KafkaSink<Order>({ bootstrapServers, topic: args.late }));
});
