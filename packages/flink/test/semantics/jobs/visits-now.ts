/** Counts visits, after a change: an operator more before the state, another function behind it, another name. */
import { defineJob, KafkaSink, KafkaSource, WatermarkStrategy } from '@workbook/flink';

interface Visit {
  page: string;
  visits: number;
}

export default defineJob<{ broker: string; in: string; out: string; uid?: string }>('visits', (env, args) => {
  const source = new KafkaSource<Visit>({ bootstrapServers: args.broker, topics: args.in, groupId: args.in });
  env
    .fromSource(source, WatermarkStrategy.noWatermarks<Visit>(), 'page visits')
    .uid('visits')
    .filter(({ page }) => page !== '/health')
    .map(({ page, visits }) => ({ page, visits: visits * 10 }))
    .keyBy(({ page }) => page)
    .reduce((total, visit) => ({ page: total.page, visits: total.visits + visit.visits }))
    .name('visits so far')
    .uid(args.uid ?? 'sum')
    .map(({ page, visits }) => ({ page, total: visits }))
    .sinkTo(new KafkaSink({ bootstrapServers: args.broker, topic: args.out }))
    .uid('out');
});
