/** Windows that the machine's clock ends, in both flavours. */
import {
  type AllWindowContext,
  type Collector,
  Duration,
  defineJob,
  KafkaSink,
  KafkaSource,
  ProcessAllWindowFunction,
  ProcessingTimeSessionWindows,
  ProcessingTimeTrigger,
  ProcessWindowFunction,
  PurgingTrigger,
  SlidingProcessingTimeWindows,
  TumblingProcessingTimeWindows,
  WatermarkStrategy,
  type WindowContext,
} from '@workbook/flink';

export interface Sale {
  shop: string;
  n: number;
}

class Report extends ProcessWindowFunction<Sale, object, string> {
  constructor(private readonly by: string) {
    super();
  }
  process(shop: string, ctx: WindowContext, sales: readonly Sale[], out: Collector<object>) {
    const window = ctx.window();
    const over = ctx.currentProcessingTime() >= window.maxTimestamp();
    const numbers = sales.map(({ n }) => n);
    out.collect({ by: this.by, shop, start: window.getStart(), end: window.getEnd(), over, numbers });
  }
}

class ReportAll extends ProcessAllWindowFunction<Sale, object> {
  process(ctx: AllWindowContext, sales: readonly Sale[], out: Collector<object>) {
    const window = ctx.window();
    const numbers = sales.map(({ n }) => n);
    out.collect({ by: 'all', start: window.getStart(), end: window.getEnd(), over: true, numbers });
  }
}

type Args = { broker: string; in: string; out: string };

export default defineJob<Args>('processing-time', (env, args) => {
  const sales = env.fromSource(
    new KafkaSource<Sale>({ bootstrapServers: args.broker, topics: args.in, groupId: args.in }),
    WatermarkStrategy.noWatermarks<Sale>(),
    'sales',
  );
  const byShop = sales.keyBy((sale) => sale.shop);
  const ms = Duration.ofMillis;
  const results = [
    byShop.window(TumblingProcessingTimeWindows.of(ms(200), ms(50))).process(new Report('tumbling')),
    byShop.window(SlidingProcessingTimeWindows.of(ms(400), ms(200))).process(new Report('sliding')),
    byShop
      .window(ProcessingTimeSessionWindows.withGap(ms(300)))
      .trigger(PurgingTrigger.of(ProcessingTimeTrigger.create()))
      .process(new Report('session')),
    byShop.window(ProcessingTimeSessionWindows.withDynamicGap(() => 300)).process(new Report('dynamic session')),
    sales.windowAll(TumblingProcessingTimeWindows.of(ms(200), ms(50))).process(new ReportAll()),
  ];
  for (const result of results)
    result.sinkTo(new KafkaSink<object>({ bootstrapServers: args.broker, topic: args.out }));
});
