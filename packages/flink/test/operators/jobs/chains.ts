/** One pipeline, chained as the arguments say. */
import { defineJob, KafkaSink, KafkaSource, WatermarkStrategy } from '@workbook/flink';

type Args = { broker: string; in: string; out: string; malformed: string; chains: string };

export default defineJob<Args>('chains', (env, args) => {
  if (args.chains === 'none') env.disableOperatorChaining();
  const source = env.fromSource(
    new KafkaSource<number>({ bootstrapServers: args.broker, topics: args.in, groupId: args.in }),
    WatermarkStrategy.noWatermarks<number>(),
    'numbers',
  );
  source
    .malformed()
    .sinkTo(new KafkaSink({ bootstrapServers: args.broker, topic: args.malformed }))
    .name('malformed');
  const doubled = source.map((n) => 2 * n).name('double');
  if (args.chains === 'begin at double') doubled.startNewChain();
  if (args.chains === 'double alone') doubled.disableChaining().slotSharingGroup('alone');
  doubled
    .filter((n) => n > 0)
    .name('positive')
    .sinkTo(new KafkaSink({ bootstrapServers: args.broker, topic: args.out }))
    .name('results');
});
