/** Finds, for each hour, the driver with the most tips; and, beside that, what the two steps in between give. */
import {
  type AggregateFunction,
  type Collector,
  Duration,
  defineJob,
  KafkaSink,
  KafkaSource,
  OffsetsInitializer,
  ProcessWindowFunction,
  TumblingEventTimeWindows,
  WatermarkStrategy,
  type WindowContext,
} from '@workbook/flink';
import type { ExerciseArgs, TaxiFare } from '../taxi.js';

/** What a driver got in an hour. */
export interface HourlyTips {
  /** The end of the hour, in ms since 1970. */
  hour: number;
  driverId: number;
  tips: number;
}

class SumOfTips implements AggregateFunction<TaxiFare, number, number> {
  createAccumulator = () => 0;
  add = (fare: TaxiFare, sum: number) => sum + fare.tip;
  getResult = (sum: number) => sum;
  merge = (a: number, b: number) => a + b;
}

class WithHour extends ProcessWindowFunction<number, HourlyTips, number> {
  process(driverId: number, ctx: WindowContext, sums: readonly number[], out: Collector<HourlyTips>) {
    for (const tips of sums) out.collect({ hour: ctx.window().getEnd(), driverId, tips });
  }
}

const larger = (a: HourlyTips, b: HourlyTips) => (b.tips > a.tips ? b : a);

type Args = ExerciseArgs & { perDriver: string; soFar: string };

export default defineJob<Args>('hourly-tips', (env, args) => {
  env.setParallelism(args.parallelism);
  const sink = (topic: string) => new KafkaSink<HourlyTips>({ bootstrapServers: args.broker, topic });
  const hours = TumblingEventTimeWindows.of(Duration.ofHours(1));
  const perDriver = env
    .fromSource(
      new KafkaSource<TaxiFare>({
        bootstrapServers: args.broker,
        topics: args.in,
        groupId: args.in,
        bounded: args.bounded ? OffsetsInitializer.latest() : undefined,
      }),
      WatermarkStrategy.forMonotonousTimestamps().withTimestampAssigner((fare) => fare.startTime),
      'fares',
    )
    .keyBy((fare) => fare.driverId)
    .window(hours)
    .aggregate(new SumOfTips(), new WithHour());
  perDriver.windowAll(hours).reduce(larger).sinkTo(sink(args.out));
  perDriver.sinkTo(sink(args.perDriver));
  // Finds the same drivers, but never knows when an hour is over.
  perDriver
    .keyBy((tips) => tips.hour)
    .reduce(larger)
    .sinkTo(sink(args.soFar));
});
