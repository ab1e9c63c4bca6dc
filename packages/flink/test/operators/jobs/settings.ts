/** What settings do, seen from inside: watermarks, buffers, partitions, a rich reduce, where a function runs. */
import {
  type Collector,
  DataGeneratorSource,
  Duration,
  defineJob,
  KafkaSink,
  type KeyedProcessContext,
  KeyedProcessFunction,
  type MapState,
  MapStateDescriptor,
  RateLimiterStrategy,
  RichMapFunction,
  RichReduceFunction,
  TumblingEventTimeWindows,
  type ValueState,
  ValueStateDescriptor,
  WatermarkStrategy,
} from '@workbook/flink';

interface Sum {
  parity: 'odd' | 'even';
  n: number;
  /** How often the function was called for the key, by its state. */
  calls: number;
}

class RichSum extends RichReduceFunction<Sum> {
  private calls!: ValueState<number>;
  override open() {
    this.calls = this.getRuntimeContext().getState(new ValueStateDescriptor('calls'));
  }
  reduce(a: Sum, b: Sum) {
    const calls = (this.calls.value() ?? 0) + 1;
    this.calls.update(calls);
    return { ...a, n: a.n + b.n, calls };
  }
  override close() {
    console.log('closed');
  }
}

class Where extends RichMapFunction<number, object> {
  map = (n: number) => {
    const context = this.getRuntimeContext();
    const [job, task] = [context.getJobInfo(), context.getTaskInfo()];
    return {
      by: 'where',
      n,
      id: job.getJobId(),
      job: job.getJobName(),
      task: task.getTaskNameWithSubtasks(),
      subtask: task.getIndexOfThisSubtask(),
      limit: task.getMaxNumberOfParallelSubtasks(),
    };
  };
}

class Slow extends KeyedProcessFunction<number, { made: number }, object> {
  private seen!: MapState<string, number>;
  constructor(private readonly by: string) {
    super();
  }
  override open() {
    this.seen = this.getRuntimeContext().getMapState(new MapStateDescriptor('seen'));
  }
  processElement({ made }: { made: number }, ctx: KeyedProcessContext<number>, out: Collector<object>) {
    this.seen.putAll(new Map([['made', made]]));
    this.seen.putAll([['watermark', ctx.timerService().currentWatermark()]]);
    out.collect({ by: this.by, got: Date.now(), ...Object.fromEntries(this.seen.entries()) });
  }
}

interface Tip {
  driver: string;
  ride: number;
  tips: number;
}

export default defineJob<{ broker: string; out: string }>('settings', (env, { broker, out }) => {
  env.setParallelism(2).setMaxParallelism(16).setBufferTimeout(-1);
  env.getConfig().setAutoWatermarkInterval(0);
  const numbers = env.fromSequence(3, 8);
  const parity = (n: number) => (n % 2 === 0 ? 'even' : 'odd');
  const where = numbers
    .partitionCustom((key: string, subtasks) => (key === 'odd' ? subtasks - 1 : 0), parity)
    .map<object>(new Where())
    .name('where')
    .setDescription('tells where it runs');
  const sums = numbers
    .map((n): Sum => ({ parity: parity(n), n, calls: 0 }))
    .keyBy((sum) => sum.parity)
    .reduce(new RichSum())
    .map<object>((sum) => ({ by: 'reduce', ...sum }));

  const slow = env
    .fromSource(
      // Without an end, and too few to fill a buffer within minutes.
      new DataGeneratorSource((n) => ({ n, made: Date.now() }), undefined, RateLimiterStrategy.perSecond(2)),
      WatermarkStrategy.forMonotonousTimestamps<{ n: number; made: number }>().withTimestampAssigner(
        ({ made }) => made,
      ),
      'slow',
    )
    .setParallelism(1);
  const late = slow
    .keyBy(({ n }) => n % 4)
    .process(new Slow('full buffers'))
    .setBufferTimeout(0);
  const prompt = slow
    .map((record) => record)
    .setParallelism(1)
    .setBufferTimeout(0)
    .keyBy(({ n }) => n % 4)
    .process(new Slow('at once'))
    .setBufferTimeout(0);

  const TIPS: [string, number][] = [
    ['a', 3],
    ['b', 5],
    ['a', 1],
    ['b', 5],
  ];
  const tips = env
    .fromData<Tip>(...TIPS.map(([driver, tips], ride) => ({ driver, ride, tips })))
    .assignTimestampsAndWatermarks(
      WatermarkStrategy.forMonotonousTimestamps<Tip>().withTimestampAssigner((t) => t.ride),
    );
  const windows = () => tips.keyBy(({ driver }) => driver).window(TumblingEventTimeWindows.of(Duration.ofSeconds(1)));
  const all = () => tips.windowAll(TumblingEventTimeWindows.of(Duration.ofSeconds(1)));
  const ways = {
    sum: windows().sum('tips'),
    min: windows().min('tips'),
    max: windows().max('tips'),
    minBy: windows().minBy('tips'),
    maxBy: windows().maxBy('tips', false),
    'sum of all': all().sum('tips'),
    'min of all': all().min('tips'),
    'max of all': all().max('tips'),
    'minBy of all': all().minBy('tips'),
    'maxBy of all': all().maxBy('tips'),
  };
  // One subtask each: many more at a time would keep a small machine from answering the JobManager.
  const windowed = Object.entries(ways).map(([by, stream]) =>
    stream
      .setParallelism(1)
      .map<object>((tip) => ({ by, ...tip }))
      .setParallelism(1),
  );

  where.union(sums, late, prompt, ...windowed).sinkTo(new KafkaSink<object>({ bootstrapServers: broker, topic: out }));
});
