/** Every kind of keyed state, in every rich function behind a keyBy; and what expires. */
import {
  type AggregateFunction,
  type AggregatingState,
  AggregatingStateDescriptor,
  type Collector,
  Duration,
  defineJob,
  KafkaSink,
  KafkaSource,
  type KeyedProcessContext,
  KeyedProcessFunction,
  type ListState,
  ListStateDescriptor,
  type MapState,
  MapStateDescriptor,
  type ReducingState,
  ReducingStateDescriptor,
  RichFilterFunction,
  RichFlatMapFunction,
  RichMapFunction,
  StateTtlConfig,
  type StateTtlOptions,
  type ValueState,
  ValueStateDescriptor,
  WatermarkStrategy,
} from '@workbook/flink';

interface Visit {
  user: string;
  n: number;
  /** Reads the states without writing to them. */
  look?: boolean;
  /** Clears the states first. */
  clear?: boolean;
}

class Mean implements AggregateFunction<number, { sum: number; count: number }, number> {
  createAccumulator = () => ({ sum: 0, count: 0 });
  add = (n: number, acc: { sum: number; count: number }) => ({ sum: acc.sum + n, count: acc.count + 1 });
  getResult = ({ sum, count }: { sum: number; count: number }) => sum / count;
  merge = (a: { sum: number; count: number }, b: { sum: number; count: number }) => ({
    sum: a.sum + b.sum,
    count: a.count + b.count,
  });
}

class Remember extends KeyedProcessFunction<string, Visit, object> {
  private last!: ValueState<number>;
  private all!: ListState<number>;
  private times!: MapState<number, number>;
  private largest!: ReducingState<number>;
  private mean!: AggregatingState<number, number>;

  constructor(
    private readonly by: string,
    private readonly ttl?: StateTtlConfig,
  ) {
    super();
  }

  override open() {
    const context = this.getRuntimeContext();
    const last = new ValueStateDescriptor<number>('last');
    const all = new ListStateDescriptor<number>('all');
    const times = new MapStateDescriptor<number, number>('times');
    const largest = new ReducingStateDescriptor<number>('largest', Math.max);
    const mean = new AggregatingStateDescriptor('mean', new Mean());
    if (this.ttl) for (const state of [last, all, times, largest, mean]) state.enableTimeToLive(this.ttl);
    this.last = context.getState(last);
    this.all = context.getListState(all);
    this.times = context.getMapState(times);
    this.largest = context.getReducingState(largest);
    this.mean = context.getAggregatingState(mean);
  }

  processElement({ user, n, look, clear }: Visit, ctx: KeyedProcessContext<string>, out: Collector<object>) {
    const now = ctx.timerService().currentProcessingTime();
    const states = [this.last, this.all, this.times, this.largest, this.mean];
    if (clear) for (const state of states) state.clear();
    if (!look && !clear) {
      this.last.update(n);
      this.all.add(n);
      this.times.put(n, (this.times.get(n) ?? 0) + 1);
      this.largest.add(n);
      this.mean.add(n);
    }
    const times = [...this.times.entries()].sort(([a], [b]) => a - b);
    const [last, all, largest, mean] = [this.last.value(), this.all.get(), this.largest.get(), this.mean.get()];
    const then = ctx.timerService().currentProcessingTime();
    out.collect({ by: this.by, user, n, now, then, last, all, times, largest, mean });
  }
}

const SEEN = new ValueStateDescriptor<number>('seen');
const next = (seen: ValueState<number>) => {
  seen.update((seen.value() ?? 0) + 1);
  return seen.value();
};

class CountMap extends RichMapFunction<Visit, object> {
  private seen!: ValueState<number>;
  override open() {
    this.seen = this.getRuntimeContext().getState(SEEN);
  }
  map = ({ user }: Visit) => ({ by: 'map', user, count: next(this.seen) });
}

class CountFlatMap extends RichFlatMapFunction<Visit, object> {
  private seen!: ValueState<number>;
  override open() {
    this.seen = this.getRuntimeContext().getState(SEEN);
  }
  flatMap({ user }: Visit, out: Collector<object>) {
    out.collect({ by: 'flatMap', user, count: next(this.seen) });
  }
}

class EverySecond extends RichFilterFunction<Visit> {
  private seen!: ValueState<number>;
  override open() {
    this.seen = this.getRuntimeContext().getState(SEEN);
  }
  filter = () => (next(this.seen) ?? 0) % 2 === 0;
}

type Args = { broker: string; in: string; out: string; ttlMs?: number };

export default defineJob<Args>('states', (env, { broker, in: input, out, ttlMs }) => {
  env.setParallelism(2);
  const source = new KafkaSource<Visit>({ bootstrapServers: broker, topics: input, groupId: input });
  const visits = env
    .fromSource(source, WatermarkStrategy.noWatermarks<Visit>(), 'visits')
    .setParallelism(1)
    .keyBy(({ user }) => user);
  const sink = () => new KafkaSink<object>({ bootstrapServers: broker, topic: out });
  if (ttlMs === undefined) {
    visits.process(new Remember('process')).sinkTo(sink());
    visits.map(new CountMap()).sinkTo(sink());
    visits.flatMap(new CountFlatMap()).sinkTo(sink());
    visits
      .filter(new EverySecond())
      .map(({ user, n }) => ({ by: 'filter', user, count: n }))
      .sinkTo(sink());
    return;
  }
  const expiring = (by: string, ttl: Omit<StateTtlOptions, 'timeToLive'>) =>
    visits
      .process(new Remember(by, new StateTtlConfig({ timeToLive: Duration.ofMillis(ttlMs), ...ttl })))
      .sinkTo(sink());
  expiring('written', {});
  expiring('read', { updateType: 'OnReadAndWrite' });
  expiring('kept', { updateType: 'Disabled' });
});
