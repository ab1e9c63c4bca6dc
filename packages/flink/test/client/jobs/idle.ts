/** Takes a slot for each of its subtasks, and does nothing. */
import { DataGeneratorSource, defineJob, RateLimiterStrategy, WatermarkStrategy } from '@workbook/flink';

export default defineJob('idle', (env) => {
  const source = new DataGeneratorSource((n) => n, undefined, RateLimiterStrategy.perSecond(1));
  env
    .fromSource(source, WatermarkStrategy.noWatermarks(), 'ticks')
    .filter(() => false)
    .print();
});
