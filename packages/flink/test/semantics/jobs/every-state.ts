/** One of every kind of state that a job can have; each record adds to all of them. */
import {
  type AggregateFunction,
  type Collector,
  type DataStream,
  DeliveryGuarantee,
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
  ProcessWindowFunction,
  TumblingEventTimeWindows,
  type ValueState,
  ValueStateDescriptor,
  WatermarkStrategy,
  type WindowContext,
} from '@workbook/flink';

export interface Step {
  user: string;
  n: number;
  ts: number;
}
interface Total {
  sum: number;
  steps: number[];
}

/** Changes its accumulator in place, also what is nested in it. */
class Sum implements AggregateFunction<Step, Total, Total> {
  createAccumulator = (): Total => ({ sum: 0, steps: [] });
  add(step: Step, total: Total): Total {
    total.sum += step.n;
    total.steps.push(step.n);
    return total;
  }
  getResult = (total: Total): Total => total;
  merge = (a: Total, b: Total): Total => ({ sum: a.sum + b.sum, steps: [...a.steps, ...b.steps] });
}

class All extends ProcessWindowFunction<Step, object, string> {
  process(user: string, ctx: WindowContext, steps: readonly Step[], out: Collector<object>) {
    const end = ctx.window().getEnd();
    out.collect({ by: 'process', user, end, steps: steps.map(({ n }) => n) });
  }
}

class Named extends ProcessWindowFunction<Total | Step, object, string> {
  constructor(private readonly by: string) {
    super();
  }
  process(user: string, ctx: WindowContext, [result]: readonly (Total | Step)[], out: Collector<object>) {
    out.collect({ by: this.by, user, end: ctx.window().getEnd(), result });
  }
}

class Remember extends KeyedProcessFunction<string, Step, object> {
  private count!: ValueState<{ seen: number }>;
  private list!: ListState<number>;
  private map!: MapState<{ mod: number }, number>;

  override open() {
    const context = this.getRuntimeContext();
    this.count = context.getState(new ValueStateDescriptor<{ seen: number }>('count'));
    this.list = context.getListState(new ListStateDescriptor<number>('list'));
    this.map = context.getMapState(new MapStateDescriptor<{ mod: number }, number>('map'));
  }

  processElement(step: Step, ctx: KeyedProcessContext<string>) {
    // The timer may fire before or after the record that closes the minute.
    if (step.ts >= 60_000) return;
    const count = this.count.value() ?? { seen: 0 };
    count.seen++;
    this.count.update(count);
    this.list.add(step.n);
    const key = { mod: step.n % 2 };
    this.map.put(key, (this.map.get(key) ?? 0) + 1);
    ctx.timerService().registerEventTimeTimer(59_999);
  }

  override onTimer(at: number, ctx: KeyedProcessContext<string>, out: Collector<object>) {
    const map = [...this.map.entries()].sort((a, b) => a[0].mod - b[0].mod);
    out.collect({ by: 'keyed', user: ctx.getCurrentKey(), at, count: this.count.value(), list: this.list.get(), map });
  }
}

/** `transactions`: the beginning of the sinks' transactionalIdPrefix, if they write exactly once. */
type Args = { broker: string; in: string; out: string; source?: string; transactions?: string };

export default defineJob<Args>('every-state', (env, args) => {
  env.enableCheckpointing(50);
  const steps = env
    .fromSource(
      new KafkaSource<Step>({ bootstrapServers: args.broker, topics: args.in, groupId: args.in }),
      WatermarkStrategy.forMonotonousTimestamps<Step>().withTimestampAssigner((step) => step.ts),
      'steps',
    )
    .uid(args.source ?? 'steps')
    .keyBy((step) => step.user);
  const minute = () => steps.window(TumblingEventTimeWindows.of(Duration.ofMinutes(1)));
  const add = (a: Step, b: Step) => ({ ...b, n: a.n + b.n });
  const sinkTo = <T>(results: DataStream<T>, uid: string) => {
    const exactlyOnce = {
      deliveryGuarantee: DeliveryGuarantee.EXACTLY_ONCE,
      transactionalIdPrefix: `${args.transactions}-${uid}`,
    };
    const guarantee = args.transactions === undefined ? {} : exactlyOnce;
    return results.sinkTo(new KafkaSink<T>({ bootstrapServers: args.broker, topic: args.out, ...guarantee })).uid(uid);
  };

  sinkTo(minute().aggregate(new Sum(), new Named('aggregate')).uid('aggregate'), 'aggregate-sink');
  sinkTo(minute().reduce(add, new Named('reduce')).uid('reduce'), 'reduce-sink');
  sinkTo(minute().process(new All()).uid('process'), 'process-sink');
  sinkTo(steps.process(new Remember()).uid('keyed'), 'keyed-sink');
  const sums = steps
    .reduce(add)
    .uid('reduce-all')
    .filter((step) => step.ts >= 60_000)
    .map((step) => ({ by: 'reduce-all', user: step.user, n: step.n }));
  sinkTo(sums, 'reduce-all-sink');
});
