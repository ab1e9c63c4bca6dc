/** Functions that never give up by themselves. */
import { Duration, defineJob, KafkaSink, KafkaSource, WatermarkStrategy } from '@workbook/flink';

interface Item {
  n: number;
}

const deeds: Record<string, (item: Item) => unknown> = {
  'catch everything': () => {
    for (let i = 0; ; ) {
      try {
        for (;;) i = (i + 1) % 7;
      } catch {
        i = 1;
      } finally {
        i = 0;
      }
    }
  },
  'match forever': () => /^((a+)+)+\2b$/.test('a'.repeat(60)),
  pass: (item) => {
    console.log('saw', item);
    return item;
  },
};

/** The loop is there only on the cluster: Node would not let it pass. */
if ('Graal' in globalThis && (globalThis as { __submission?: string }).__submission?.includes('"loop in the module"')) {
  for (let i = 0; ; ) i = (i + 1) % 7;
}

type Args = { broker: string; in: string; out: string; deed: string };

export default defineJob<Args>('runaway', (env, args) => {
  env.setFunctionTimeout(Duration.ofSeconds(1));
  env
    .fromSource(
      new KafkaSource<Item>({ bootstrapServers: args.broker, topics: args.in, groupId: args.in }),
      WatermarkStrategy.noWatermarks(),
      'items',
    )
    .map(deeds[args.deed] ?? ((item) => item))
    .name('deed')
    .sinkTo(new KafkaSink<unknown>({ bootstrapServers: args.broker, topic: args.out }));
});
