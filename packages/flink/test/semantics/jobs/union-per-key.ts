/** Two branches of different parallelism as one stream again: are each key's numbers still in order? */
import {
  type Collector,
  defineJob,
  KafkaSink,
  KafkaSource,
  type KeyedProcessContext,
  KeyedProcessFunction,
  type ValueState,
  ValueStateDescriptor,
  WatermarkStrategy,
} from '@workbook/flink';

interface Step {
  user: string;
  n: number;
}

class FirstInversion extends KeyedProcessFunction<string, Step, object> {
  private latest!: ValueState<number>;

  override open() {
    this.latest = this.getRuntimeContext().getState(new ValueStateDescriptor<number>('latest'));
  }

  processElement({ user, n }: Step, ctx: KeyedProcessContext<string>, out: Collector<object>) {
    const expected = (this.latest.value() ?? -1) + 1;
    if (n !== expected) throw new Error(`${user}: ${n} came where ${expected} was next`);
    this.latest.update(n);
    if (n === 999) out.collect({ user: ctx.getCurrentKey() });
  }
}

type Args = { broker: string; in: string; out: string };

export default defineJob<Args>('union-per-key', (env, args) => {
  env.setParallelism(4);
  const steps = env
    .fromSource(
      new KafkaSource<Step>({ bootstrapServers: args.broker, topics: args.in, groupId: args.in }),
      WatermarkStrategy.noWatermarks(),
      'steps',
    )
    .setParallelism(2);
  const branch = (letter: string, parallelism: number) =>
    steps.filter((step) => step.user.startsWith(letter)).setParallelism(parallelism);
  branch('a', 2)
    .union(branch('b', 1))
    .keyBy((step) => step.user)
    .process(new FirstInversion())
    .sinkTo(new KafkaSink({ bootstrapServers: args.broker, topic: args.out }));
});
