/** Keeps all orders of a window, adds them up when it fires, and judges lateness by the end of the window. */
import {
  type Collector,
  Duration,
  defineJob,
  KafkaSink,
  KafkaSource,
  OutputTag,
  ProcessWindowFunction,
  TumblingEventTimeWindows,
  WatermarkStrategy,
  type WindowContext,
} from '@workbook/flink';
import type { Order, Sales, WatermarkArgs } from '../../../../lessons/06-watermarks/order.js';
import { eventTime, type Fate } from '../../../../lessons/06-watermarks/solution.js';

export * from '../../../../lessons/06-watermarks/solution.js';

export function fateOf(timestamp: number, watermark: number): Fate {
  const end = timestamp - (timestamp % 10_000) + 10_000;
  const passed = watermark + 1 - end;
  if (passed >= 10_000) return 'too late';
  return passed >= 0 ? 'update' : 'in time';
}

class Total extends ProcessWindowFunction<Order, Sales, string> {
  process(shop: string, ctx: WindowContext, orders: readonly Order[], out: Collector<Sales>): void {
    const amount = orders.reduce((sum, order) => sum + order.amount, 0);
    out.collect({ shop, start: ctx.window().getStart(), end: ctx.window().getEnd(), orders: orders.length, amount });
  }
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
    .process(new Total());
  sales.sinkTo(new KafkaSink<Sales>({ bootstrapServers, topic: args.sales, key: ({ shop }) => shop }));
  sales.getSideOutput(late).sinkTo(new KafkaSink<Order>({ bootstrapServers, topic: args.late }));
});
