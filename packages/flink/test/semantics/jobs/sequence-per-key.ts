/** Says of each key's numbers whether they came in order. */
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
  last: boolean;
}
interface Verdict {
  user: string;
  inversions: number;
  count: number;
}
interface Progress {
  n: number;
  inversions: number;
  count: number;
}

class CountInversions extends KeyedProcessFunction<string, Step, Verdict> {
  private progress!: ValueState<Progress>;

  override open() {
    this.progress = this.getRuntimeContext().getState(new ValueStateDescriptor<Progress>('progress'));
  }

  processElement(step: Step, ctx: KeyedProcessContext<string>, out: Collector<Verdict>) {
    const before = this.progress.value() ?? { n: -1, inversions: 0, count: 0 };
    const now = {
      n: step.n,
      inversions: before.inversions + (step.n < before.n ? 1 : 0),
      count: before.count + 1,
    };
    this.progress.update(now);
    if (step.last) out.collect({ user: ctx.getCurrentKey(), inversions: now.inversions, count: now.count });
  }
}

type Args = { broker: string; in: string; out: string; sourceParallelism: number; parallelism: number };

export default defineJob<Args>('sequence-per-key', (env, args) => {
  env.setParallelism(args.parallelism);
  env
    .fromSource(
      new KafkaSource<Step>({ bootstrapServers: args.broker, topics: args.in, groupId: args.in }),
      WatermarkStrategy.noWatermarks(),
      'steps',
    )
    .setParallelism(args.sourceParallelism)
    .keyBy((step) => step.user)
    .process(new CountInversions())
    .sinkTo(new KafkaSink<Verdict>({ bootstrapServers: args.broker, topic: args.out }));
});
