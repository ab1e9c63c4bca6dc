import { Duration, defineJob, KafkaSink, KafkaSource, OffsetsInitializer, WatermarkStrategy } from '@workbook/flink';
import { upperCase } from './upper-case.js';

export interface Item {
  n: number;
  deep?: { text: string };
}

export type Deed = 'pass' | 'throw' | 'loop' | 'memory' | 'promise' | 'nan' | 'once';

const deeds: Record<Deed, (item: Item) => unknown> = {
  pass: (item) => item,
  throw: (item) => upperCase(item),
  loop: (item) => {
    let steps = item.n;
    for (;;) steps = (steps + 1) % 1000;
  },
  memory: (item) => {
    const all: number[][] = [];
    for (;;) all.push(new Array(10_000).fill(item.n));
  },
  promise: (item) => Promise.resolve(item),
  nan: (item) => ({ ratio: item.n / Number.NaN }),
  once: (item) => {
    if (item.n === 2) throw new Error('this happens each time');
    return item;
  },
};

/** Does to each record what `deed` says. */
export default defineJob<{ broker: string; input: string; output: string; deed: Deed; restarts?: number }>(
  'misbehave',
  (env, { broker, input, output, deed, restarts }) => {
    env.setFunctionTimeout(Duration.ofSeconds(deed === 'memory' ? 30 : 2));
    if (restarts !== undefined) {
      env.configure({
        'restart-strategy.type': 'fixed-delay',
        'restart-strategy.fixed-delay.attempts': restarts,
        'restart-strategy.fixed-delay.delay': Duration.ofMillis(100),
      });
    }
    const source = new KafkaSource<Item>({
      bootstrapServers: broker,
      topics: [input],
      groupId: input,
      startingOffsets: OffsetsInitializer.earliest(),
    });
    env
      .fromSource(source, WatermarkStrategy.noWatermarks(), 'items')
      .map(deeds[deed])
      .name(`deed: ${deed}`)
      .sinkTo(new KafkaSink({ bootstrapServers: broker, topic: output }));
  },
);
