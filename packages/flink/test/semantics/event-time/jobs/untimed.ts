import {
  type Collector,
  Duration,
  defineJob,
  KafkaSink,
  type ProcessContext,
  ProcessFunction,
  TumblingEventTimeWindows,
  WatermarkStrategy,
} from '@workbook/flink';

interface Visit {
  n: number;
}

class Times extends ProcessFunction<Visit, object> {
  processElement({ n }: Visit, ctx: ProcessContext, out: Collector<object>) {
    out.collect({ n, timestamp: ctx.timestamp() });
  }
}

type Args = { broker: string; out: string; then: 'process' | 'window' | 'nanoseconds' };

export default defineJob<Args>('untimed', (env, { broker, out, then }) => {
  const visits = env.fromData<Visit>({ n: 1 }, { n: 2 }).assignTimestampsAndWatermarks(
    WatermarkStrategy.forMonotonousTimestamps<Visit>().withTimestampAssigner(({ n }, recordTimestamp) => {
      if (then === 'nanoseconds') return 1_780_000_000_000_000_000;
      return n === 1 ? recordTimestamp : 5000;
    }),
  );
  const sink = new KafkaSink<object>({ bootstrapServers: broker, topic: out });
  if (then !== 'window') visits.process(new Times()).sinkTo(sink);
  else
    visits
      .keyBy(({ n }) => n)
      .window(TumblingEventTimeWindows.of(Duration.ofSeconds(1)))
      .reduce((a) => a)
      .sinkTo(sink);
});
