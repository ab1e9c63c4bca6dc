/** Counts visits: what ran when the savepoint was taken. */
import { defineJob, KafkaSink, KafkaSource, WatermarkStrategy } from '@workbook/flink';

interface Visit {
  page: string;
  visits: number;
}

export default defineJob<{ broker: string; in: string; out: string }>('visits', (env, args) => {
  const source = new KafkaSource<Visit>({ bootstrapServers: args.broker, topics: args.in, groupId: args.in });
  env
    .fromSource(source, WatermarkStrategy.noWatermarks<Visit>(), 'visits')
    .uid('visits')
    .keyBy(({ page }) => page)
    .sum('visits')
    .uid('sum')
    .sinkTo(new KafkaSink({ bootstrapServers: args.broker, topic: args.out }))
    .uid('out');
});
