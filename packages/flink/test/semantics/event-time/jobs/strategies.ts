/** Sums of 10 s, with the watermarks that the test asks for, given by the source or behind it. */
import {
  type Collector,
  Duration,
  defineJob,
  KafkaSink,
  KafkaSource,
  OffsetsInitializer,
  OutputTag,
  ProcessWindowFunction,
  TumblingEventTimeWindows,
  WatermarkStrategy,
  type WindowContext,
} from '@workbook/flink';

export interface Sale {
  n: number;
  ts: number;
}

class Report extends ProcessWindowFunction<Sale, object, string> {
  process(_key: string, ctx: WindowContext, sales: readonly Sale[], out: Collector<object>) {
    out.collect({ start: ctx.window().getStart(), numbers: sales.map(({ n }) => n).sort() });
  }
}

type Args = {
  broker: string;
  in: string;
  out: string;
  late: string;
  strategy: 'none' | 'monotonous' | 'bounded' | 'kafka timestamps';
  where: 'source' | 'behind';
  idlenessMs?: number;
  bounded?: boolean;
  parallelism?: number;
};

const late = new OutputTag<Sale>('late');

export default defineJob<Args>('strategies', (env, args) => {
  env.setParallelism(args.parallelism ?? 1);
  const strategies = {
    none: () => WatermarkStrategy.noWatermarks<Sale>(),
    monotonous: () => WatermarkStrategy.forMonotonousTimestamps<Sale>(),
    bounded: () => WatermarkStrategy.forBoundedOutOfOrderness<Sale>(Duration.ofSeconds(5)),
    'kafka timestamps': () => WatermarkStrategy.forMonotonousTimestamps<Sale>(),
  };
  let strategy = strategies[args.strategy]();
  if (args.strategy !== 'kafka timestamps') strategy = strategy.withTimestampAssigner((sale) => sale.ts);
  if (args.idlenessMs) strategy = strategy.withIdleness(Duration.ofMillis(args.idlenessMs));
  const source = env.fromSource(
    new KafkaSource<Sale>({
      bootstrapServers: args.broker,
      topics: args.in,
      groupId: args.in,
      startingOffsets: OffsetsInitializer.earliest(),
      ...(args.bounded && { bounded: OffsetsInitializer.latest() }),
    }),
    args.where === 'source' ? strategy : WatermarkStrategy.noWatermarks<Sale>(),
    'sales',
  );
  const sales = args.where === 'source' ? source : source.assignTimestampsAndWatermarks(strategy);
  const sums = sales
    .keyBy(() => 'all')
    .window(TumblingEventTimeWindows.of(Duration.ofSeconds(10)))
    .sideOutputLateData(late)
    .process(new Report());
  sums.sinkTo(new KafkaSink<object>({ bootstrapServers: args.broker, topic: args.out }));
  sums.getSideOutput(late).sinkTo(new KafkaSink<Sale>({ bootstrapServers: args.broker, topic: args.late }));
});
