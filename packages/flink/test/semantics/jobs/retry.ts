/** Throws once: in the first attempt, at the record that says so. */
import { Duration, defineJob, KafkaSink, KafkaSource, RichMapFunction, WatermarkStrategy } from '@workbook/flink';

interface Item {
  n: number;
  poison?: boolean;
}

class ThrowOnce extends RichMapFunction<Item, Item> {
  map(item: Item) {
    const attempt = this.getRuntimeContext().getTaskInfo().getAttemptNumber();
    if (item.poison && attempt === 0) throw new Error(`poison at attempt ${attempt}`);
    return item;
  }
}

type Args = { broker: string; in: string; out: string; restart: boolean };

export default defineJob<Args>('retry', (env, args) => {
  env.enableCheckpointing(Duration.ofMillis(200));
  if (args.restart) {
    env.configure({
      'restart-strategy.type': 'fixed-delay',
      'restart-strategy.fixed-delay.attempts': 2,
      'restart-strategy.fixed-delay.delay': Duration.ofMillis(100),
    });
  }
  env
    .fromSource(
      new KafkaSource<Item>({ bootstrapServers: args.broker, topics: args.in, groupId: args.in }),
      WatermarkStrategy.noWatermarks(),
      'items',
    )
    .uid('items')
    .map(new ThrowOnce())
    .sinkTo(
      new KafkaSink<Item>({
        bootstrapServers: args.broker,
        topic: args.out,
        deliveryGuarantee: 'EXACTLY_ONCE',
        transactionalIdPrefix: args.out,
      }),
    )
    .uid('out');
});
