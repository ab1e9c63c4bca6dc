/** One minute's windows of each shop, or one window for all of them, fired by one trigger or another. */
import {
  type Collector,
  ContinuousEventTimeTrigger,
  ContinuousProcessingTimeTrigger,
  CountTrigger,
  Duration,
  defineJob,
  EventTimeTrigger,
  type GlobalWindow,
  GlobalWindows,
  KafkaSink,
  KafkaSource,
  ProcessWindowFunction,
  PurgingTrigger,
  type TimeWindow,
  type Trigger,
  TumblingEventTimeWindows,
  WatermarkStrategy,
  type WindowContext,
} from '@workbook/flink';

export interface Sale {
  shop: string;
  n: number;
  ts: number;
}

class Report extends ProcessWindowFunction<Sale, object, string> {
  constructor(private readonly by: string) {
    super();
  }
  process(shop: string, ctx: WindowContext, sales: readonly Sale[], out: Collector<object>) {
    out.collect({ by: this.by, shop, start: ctx.window().getStart(), numbers: sales.map(({ n }) => n) });
  }
}

class ReportGlobal extends ProcessWindowFunction<Sale, object, string, GlobalWindow> {
  constructor(private readonly by: string) {
    super();
  }
  process(shop: string, _ctx: WindowContext<GlobalWindow>, sales: readonly Sale[], out: Collector<object>) {
    out.collect({ by: this.by, shop, start: 0, numbers: sales.map(({ n }) => n) });
  }
}

type Args = { broker: string; in: string; out: string };

export default defineJob<Args>('triggers', (env, args) => {
  const sales = env
    .fromSource(
      new KafkaSource<Sale>({ bootstrapServers: args.broker, topics: args.in, groupId: args.in }),
      WatermarkStrategy.forMonotonousTimestamps<Sale>().withTimestampAssigner((sale) => sale.ts),
      'sales',
    )
    .keyBy((sale) => sale.shop);
  const triggers: Record<string, Trigger<TimeWindow>> = {
    'event time': EventTimeTrigger.create(),
    'event time, purging': PurgingTrigger.of(EventTimeTrigger.create()),
    count: CountTrigger.of(2),
    'count, purging': PurgingTrigger.of(CountTrigger.of(2)),
    continuous: ContinuousEventTimeTrigger.of(Duration.ofSeconds(20)),
    'continuous, purging': PurgingTrigger.of(ContinuousEventTimeTrigger.of(Duration.ofSeconds(20))),
  };
  const sink = () => new KafkaSink<object>({ bootstrapServers: args.broker, topic: args.out });
  sales
    .window(GlobalWindows.create())
    .trigger(PurgingTrigger.of(ContinuousProcessingTimeTrigger.of(Duration.ofMillis(50))))
    .process(new ReportGlobal('by the clock, purging'))
    .sinkTo(sink());
  sales
    .window(GlobalWindows.create())
    .trigger(ContinuousEventTimeTrigger.of(Duration.ofSeconds(20)))
    .process(new ReportGlobal('continuous, without end'))
    .sinkTo(sink());
  for (const [by, trigger] of Object.entries(triggers)) {
    sales
      .window(TumblingEventTimeWindows.of(Duration.ofMinutes(1)))
      .trigger(trigger)
      .allowedLateness(Duration.ofMinutes(10))
      .process(new Report(by))
      .sinkTo(sink());
  }
});
