/** Generated records, aggregated as they come, printed, and discarded. */
import {
  DataGeneratorSource,
  DiscardingSink,
  defineJob,
  KafkaSink,
  RateLimiterStrategy,
  type SingleOutputStreamOperator,
  WatermarkStrategy,
} from '@workbook/flink';

interface Reading {
  sensor: string;
  index: number;
  value: number;
}

const VALUES = [5, 3, 4, 3, 5, 1];

export default defineJob<{ broker: string; out: string }>('generated', (env, { broker, out }) => {
  env.setParallelism(2);
  const readings = env
    .fromSource(
      new DataGeneratorSource<Reading>(
        (index) => ({ sensor: 'a', index, value: VALUES[index] ?? 0 }),
        VALUES.length,
        RateLimiterStrategy.perSecond(1000),
      ),
      WatermarkStrategy.forMonotonousTimestamps<Reading>().withTimestampAssigner(({ index }) => 1000 * (index + 1)),
      'readings',
    )
    .setParallelism(1);
  const bySensor = readings.keyBy(({ sensor }) => sensor);
  const rolling: Record<string, SingleOutputStreamOperator<Reading>> = {
    sum: bySensor.sum('value'),
    min: bySensor.min('value'),
    max: bySensor.max('value'),
    minBy: bySensor.minBy('value'),
    'last minBy': bySensor.minBy('value', false),
    maxBy: bySensor.maxBy('value'),
    'last maxBy': bySensor.maxBy('value', false),
  };
  for (const [by, stream] of Object.entries(rolling)) {
    stream
      .map(({ index, value }) => ({ by, index, value }))
      .sinkTo(new KafkaSink({ bootstrapServers: broker, topic: out }));
  }
  readings.keyBy(({ index }) => index % 4).print('readings');
  readings
    .map(({ index }) => `reading ${index}`)
    .setParallelism(1)
    .print()
    .setParallelism(1);
  readings.map(({ index }) => console.log(`saw ${index}`) ?? null).sinkTo(new DiscardingSink());
});
