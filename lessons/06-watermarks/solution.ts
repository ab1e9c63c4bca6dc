import {
  Duration,
  defineJob,
  KafkaSink,
  KafkaSource,
  OutputTag,
  TumblingEventTimeWindows,
  WatermarkStrategy,
} from '@workbook/flink';
import { type Order, type Sales, TotalSales, type WatermarkArgs, WithWindow } from './order.js';

export const WINDOW_MS = 10_000;
export const LATENESS_MS = 10_000;

export type Fate = 'in time' | 'update' | 'too late';

/** Task 1 */
export function eventTime(order: Order): number {
  return Date.parse(order.orderedAt);
}

/** Task 2: a watermark of t says that nothing at or before t is still to come, hence the one millisecond. */
export function watermarkAfter(timestamps: readonly number[], outOfOrdernessMs: number): number {
  const largest = timestamps.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return largest - outOfOrdernessMs - 1;
}

/** Task 3: the watermark is compared with the last millisecond of the order's window, not with the order. */
export function fateOf(timestamp: number, watermark: number): Fate {
  const start = Math.floor(timestamp / WINDOW_MS) * WINDOW_MS;
  const last = start + WINDOW_MS - 1;
  if (watermark < last) return 'in time';
  return watermark < last + LATENESS_MS ? 'update' : 'too late';
}

export default defineJob<WatermarkArgs>('sales-by-event-time', (env, args) => {
  const { bootstrapServers, groupId } = args;
  env.setParallelism(args.parallelism);

  // Tasks 4 and 6
  const strategy = WatermarkStrategy.forBoundedOutOfOrderness<Order>(Duration.ofSeconds(5))
    .withTimestampAssigner(eventTime)
    .withIdleness(Duration.ofMillis(500));
  const source = new KafkaSource<Order>({ bootstrapServers, groupId, topics: args.orders });
  const orders = env.fromSource(source, strategy, 'orders').uid('orders');

  // Tasks 4 and 5
  const late = new OutputTag<Order>('late');
  const sales = orders
    .keyBy((order) => order.shop)
    .window(TumblingEventTimeWindows.of(Duration.ofMillis(WINDOW_MS)))
    .allowedLateness(Duration.ofMillis(LATENESS_MS))
    .sideOutputLateData(late)
    .aggregate(new TotalSales(), new WithWindow())
    .name('sales')
    .uid('sales');
  sales.sinkTo(new KafkaSink<Sales>({ bootstrapServers, topic: args.sales, key: ({ shop }) => shop }));
  sales.getSideOutput(late).sinkTo(new KafkaSink<Order>({ bootstrapServers, topic: args.late }));
});
