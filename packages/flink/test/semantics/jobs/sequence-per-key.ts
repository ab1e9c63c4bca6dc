/** Says of each key's numbers whether they came in order. */
import {
  type Collector,
  defineJob,
  KafkaSink,
  KafkaSource,
  KeyedCoProcessFunction,
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

const PROGRESS = new ValueStateDescriptor<Progress>('progress');

function count(progress: ValueState<Progress>, step: Step, user: string, out: Collector<Verdict>): void {
  const before = progress.value() ?? { n: -1, inversions: 0, count: 0 };
  const now = {
    n: step.n,
    inversions: before.inversions + (step.n < before.n ? 1 : 0),
    count: before.count + 1,
  };
  progress.update(now);
  if (step.last) out.collect({ user, inversions: now.inversions, count: now.count });
}

class CountInversions extends KeyedProcessFunction<string, Step, Verdict> {
  private progress!: ValueState<Progress>;

  override open() {
    this.progress = this.getRuntimeContext().getState(PROGRESS);
  }

  processElement(step: Step, ctx: KeyedProcessContext<string>, out: Collector<Verdict>) {
    count(this.progress, step, ctx.getCurrentKey(), out);
  }
}

class CountInversionsOfSecond extends KeyedCoProcessFunction<string, null, Step, Verdict> {
  private progress!: ValueState<Progress>;

  override open() {
    this.progress = this.getRuntimeContext().getState(PROGRESS);
  }

  processElement1() {}

  processElement2(step: Step, ctx: KeyedProcessContext<string>, out: Collector<Verdict>) {
    count(this.progress, step, ctx.getCurrentKey(), out);
  }
}

type Args = {
  broker: string;
  in: string;
  out: string;
  sourceParallelism: number;
  parallelism: number;
  /** Reads the records as the second input of an operator that has two. */
  second: boolean;
};

export default defineJob<Args>('sequence-per-key', (env, args) => {
  env.setParallelism(args.parallelism);
  const steps = env
    .fromSource(
      new KafkaSource<Step>({ bootstrapServers: args.broker, topics: args.in, groupId: args.in }),
      WatermarkStrategy.noWatermarks(),
      'steps',
    )
    .setParallelism(args.sourceParallelism);
  const userOf = (step: Step) => step.user;
  const verdicts = args.second
    ? env
        .fromData(null)
        .connect(steps)
        .keyBy(() => 'nobody', userOf)
        .process(new CountInversionsOfSecond())
    : steps.keyBy(userOf).process(new CountInversions());
  verdicts.sinkTo(new KafkaSink<Verdict>({ bootstrapServers: args.broker, topic: args.out }));
});
