/** With object reuse, a keyed reduce whose result a chained function looks at, and checkpoints all the while. */
import { Duration, defineJob, KafkaSink, KafkaSource, WatermarkStrategy } from '@workbook/flink';

interface Item {
  key: string;
  sum: number;
}

type Args = { broker: string; in: string; out: string };

export default defineJob<Args>('reused', (env, args) => {
  env.getConfig().enableObjectReuse();
  env.enableCheckpointing(Duration.ofMillis(100));
  env
    .fromSource(
      new KafkaSource<Item>({ bootstrapServers: args.broker, topics: args.in, groupId: args.in }),
      WatermarkStrategy.noWatermarks(),
      'items',
    )
    .keyBy((item) => item.key)
    .reduce((a, b) => ({ key: a.key, sum: a.sum + b.sum }))
    .map((item) => ({ ...item, doubled: 2 * item.sum }))
    .sinkTo(
      new KafkaSink<Item>({
        bootstrapServers: args.broker,
        topic: args.out,
        deliveryGuarantee: 'EXACTLY_ONCE',
        transactionalIdPrefix: args.out,
      }),
    );
});
