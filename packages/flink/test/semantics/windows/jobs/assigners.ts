/** Every kind of window whose content event time and order alone decide, over the same bounded input, one group of them a job. */
import {
  type AggregateFunction,
  type AllWindowContext,
  type Collector,
  CountTrigger,
  Duration,
  defineJob,
  EventTimeSessionWindows,
  type GlobalWindow,
  GlobalWindows,
  KafkaSink,
  KafkaSource,
  OffsetsInitializer,
  ProcessAllWindowFunction,
  ProcessWindowFunction,
  PurgingTrigger,
  type SingleOutputStreamOperator,
  SlidingEventTimeWindows,
  type TimeWindow,
  TumblingEventTimeWindows,
  WatermarkStrategy,
  type Window,
  type WindowContext,
} from '@workbook/flink';

export interface Sale {
  shop: string;
  n: number;
  ts: number;
  /** How long a session waits after this sale, in ms. */
  patience: number;
}

/** Changes its accumulator in place, in `merge`, too. */
class Numbers implements AggregateFunction<Sale, { numbers: number[] }, { numbers: number[] }> {
  createAccumulator = () => ({ numbers: [] as number[] });
  add(sale: Sale, acc: { numbers: number[] }) {
    acc.numbers.push(sale.n);
    return acc;
  }
  getResult = (acc: { numbers: number[] }) => acc;
  merge(a: { numbers: number[] }, b: { numbers: number[] }) {
    a.numbers.push(...b.numbers);
    return a;
  }
}

const bounds = (window: Window) =>
  'getStart' in window
    ? [(window as TimeWindow).getStart(), (window as TimeWindow).getEnd(), window.maxTimestamp()]
    : [window.maxTimestamp()];

/** For all records, or for the one result. */
class Report<W extends Window = TimeWindow> extends ProcessWindowFunction<
  Sale | { numbers: number[] },
  object,
  string,
  W
> {
  constructor(private readonly by: string) {
    super();
  }
  process(
    shop: string,
    ctx: WindowContext<W>,
    elements: readonly (Sale | { numbers: number[] })[],
    out: Collector<object>,
  ) {
    const numbers = elements.flatMap((element) => ('numbers' in element ? element.numbers : element.n));
    out.collect({ by: this.by, shop, window: bounds(ctx.window()), numbers });
  }
}

class ReportAll<W extends Window = TimeWindow> extends ProcessAllWindowFunction<
  Sale | { numbers: number[] },
  object,
  W
> {
  constructor(private readonly by: string) {
    super();
  }
  process(ctx: AllWindowContext<W>, elements: readonly (Sale | { numbers: number[] })[], out: Collector<object>) {
    const numbers = elements.flatMap((element) => ('numbers' in element ? element.numbers : element.n));
    out.collect({ by: this.by, window: bounds(ctx.window()), numbers });
  }
}

export type Group = 'time' | 'session' | 'count' | 'global' | 'all';
type Args = { broker: string; in: string; out: string; parallelism: number; group: Group };

export default defineJob<Args>('assigners', (env, args) => {
  env.setParallelism(args.parallelism);
  const sales = env.fromSource(
    new KafkaSource<Sale>({
      bootstrapServers: args.broker,
      topics: args.in,
      groupId: args.in,
      startingOffsets: OffsetsInitializer.earliest(),
      bounded: OffsetsInitializer.latest(),
    }),
    WatermarkStrategy.forBoundedOutOfOrderness<Sale>(Duration.ofSeconds(20)).withTimestampAssigner((sale) => sale.ts),
    'sales',
  );
  const byShop = sales.keyBy((sale) => sale.shop);
  const sum = (a: Sale, b: Sale): Sale => ({ ...a, n: a.n + b.n });
  const seconds = Duration.ofSeconds;
  const groups: Record<Group, () => SingleOutputStreamOperator<object>[]> = {
    time: () => [
      byShop.window(TumblingEventTimeWindows.of(seconds(10), seconds(3))).process(new Report('tumbling with offset')),
      byShop
        .window(TumblingEventTimeWindows.of(seconds(10), seconds(-4)))
        .process(new Report('tumbling with negative offset')),
      byShop
        .window(SlidingEventTimeWindows.of(seconds(10), seconds(5)))
        .aggregate(new Numbers(), new Report('sliding')),
      byShop
        .window(SlidingEventTimeWindows.of(seconds(4), seconds(10), seconds(1)))
        .process(new Report('sliding with gaps')),
      byShop
        .window(SlidingEventTimeWindows.of(seconds(10), seconds(5), seconds(-1)))
        .process(new Report('sliding with negative offset')),
      byShop
        .window(TumblingEventTimeWindows.of(seconds(100)))
        .trigger(CountTrigger.of(2))
        .aggregate(new Numbers(), new Report('tumbling by count')),
    ],
    session: () => [
      byShop.window(EventTimeSessionWindows.withGap(seconds(5))).aggregate(new Numbers(), new Report('session')),
      byShop.window(EventTimeSessionWindows.withGap(seconds(5))).process(new Report('session, all records')),
      byShop.window(EventTimeSessionWindows.withGap(seconds(5))).reduce(sum, new Report('session, reduced')),
      byShop
        .window(EventTimeSessionWindows.withDynamicGap((sale) => sale.patience))
        .aggregate(new Numbers(), new Report('session with dynamic gap')),
    ],
    count: () => [
      byShop.countWindow(2).reduce(sum, new Report<GlobalWindow>('count')),
      byShop.countWindow(3, 2).process(new Report<GlobalWindow>('sliding count')),
      byShop.countWindow(3, 2).aggregate(new Numbers(), new Report<GlobalWindow>('sliding count, aggregated')),
    ],
    global: () => [
      byShop
        .window(GlobalWindows.create())
        .trigger(CountTrigger.of(2))
        .aggregate(new Numbers(), new Report<GlobalWindow>('global by count')),
      byShop
        .window(GlobalWindows.create())
        .trigger(PurgingTrigger.of(CountTrigger.of(3)))
        .process(new Report<GlobalWindow>('global by count, purging')),
      byShop
        .window(GlobalWindows.createWithEndOfStreamTrigger())
        .aggregate(new Numbers(), new Report<GlobalWindow>('global at the end')),
    ],
    all: () => [
      sales.windowAll(TumblingEventTimeWindows.of(seconds(10))).process(new ReportAll('all')),
      sales
        .windowAll(TumblingEventTimeWindows.of(seconds(10)))
        .aggregate(new Numbers(), new ReportAll('all, aggregated')),
      byShop.windowAll(EventTimeSessionWindows.withGap(seconds(5))).reduce(sum, new ReportAll('all, session, reduced')),
      sales.countWindowAll(4, 3).process(new ReportAll<GlobalWindow>('all by sliding count')),
      sales
        .countWindowAll(5)
        .reduce(sum)
        .map<object>(({ n }) => ({ by: 'all by count', n })),
    ],
  };
  for (const result of groups[args.group]())
    result.sinkTo(new KafkaSink<object>({ bootstrapServers: args.broker, topic: args.out }));
});
