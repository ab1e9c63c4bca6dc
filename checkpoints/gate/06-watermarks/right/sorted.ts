/** Reads the time in another way, and sorts the timestamps. */
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

export * from '../../../../lessons/06-watermarks/solution.js';

export function eventTime(order: Order): number {
  return new Date(order.orderedAt).getTime();
}

export function watermarkAfter(timestamps: readonly number[], outOfOrdernessMs: number): number {
  return (timestamps.toSorted((a, b) => b - a)[0] ?? 0) - outOfOrdernessMs - 1;
}

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
    .window(TumblingEventTimeWindows.of(Duration.ofSeconds(10)))
    .allowedLateness(Duration.ofSeconds(10))
    .sideOutputLateData(late)
    .aggregate(new TotalSales(), new WithWindow());
  sales.sinkTo(new KafkaSink<Sales>({ bootstrapServers, topic: args.sales, key: ({ shop }) => shop }));
  sales.getSideOutput(late).sinkTo(new KafkaSink<Order>({ bootstrapServers, topic: args.late }));
});
