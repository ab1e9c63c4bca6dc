/** A generator without an end, held to a rate. */
import { DataGeneratorSource, defineJob, KafkaSink, RateLimiterStrategy, WatermarkStrategy } from '@workbook/flink';

export default defineJob<{ broker: string; out: string; perSecond: number }>('endless', (env, args) => {
  env.setParallelism(2);
  const source = new DataGeneratorSource((index) => index, undefined, RateLimiterStrategy.perSecond(args.perSecond));
  env
    .fromSource(source, WatermarkStrategy.noWatermarks(), 'numbers')
    .sinkTo(new KafkaSink({ bootstrapServers: args.broker, topic: args.out }));
});
