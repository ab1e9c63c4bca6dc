/** Sums up by keys of every kind, in windows: the same whatever the parallelism. */
import {
  type AggregateFunction,
  type Collector,
  Duration,
  defineJob,
  KafkaSink,
  KafkaSource,
  OffsetsInitializer,
  ProcessWindowFunction,
  TumblingEventTimeWindows,
  WatermarkStrategy,
  type WindowContext,
} from '@workbook/flink';

interface Item {
  n: number;
  at: number;
}
type Key = string | number | boolean | (string | number)[] | Record<string, unknown>;

/** Equal keys are written differently from record to record, where that is possible. */
const KEYS: Record<string, (item: Item) => Key> = {
  string: ({ n }) => `key ${n % 5}`,
  number: ({ n }) => (n % 5 === 0 && n % 2 === 0 ? -0 : n % 5),
  boolean: ({ n }) => n % 2 === 0,
  array: ({ n }) => ['row', n % 5],
  object: ({ n }) => (n % 2 === 0 ? { row: n % 5, at: { x: 1, y: 2 } } : { at: { y: 2, x: 1 }, row: n % 5 }),
};

interface Total {
  sum: number;
  count: number;
}

class Sum implements AggregateFunction<Item, Total, Total> {
  createAccumulator = () => ({ sum: 0, count: 0 });
  add = ({ n }: Item, { sum, count }: Total) => ({ sum: sum + n, count: count + 1 });
  getResult = (total: Total) => total;
  merge = (a: Total, b: Total) => ({ sum: a.sum + b.sum, count: a.count + b.count });
}

class Named extends ProcessWindowFunction<Total, object, Key> {
  constructor(private readonly kind: string) {
    super();
  }
  process(key: Key, ctx: WindowContext, totals: readonly Total[], out: Collector<object>) {
    for (const { sum, count } of totals) {
      out.collect({ kind: this.kind, key, start: ctx.window().getStart(), sum, count });
    }
  }
}

type Args = { broker: string; in: string; out: string; parallelism: number; groups: number };

export default defineJob<Args>('totals', (env, args) => {
  env.setParallelism(args.parallelism);
  const items = env.fromSource(
    new KafkaSource<Item>({
      bootstrapServers: args.broker,
      topics: args.in,
      groupId: args.in,
      bounded: OffsetsInitializer.latest(),
    }),
    WatermarkStrategy.forBoundedOutOfOrderness<Item>(Duration.ofSeconds(30)).withTimestampAssigner(({ at }) => at),
    'items',
  );
  Object.entries(KEYS).forEach(([kind, key], i) => {
    items
      .rebalance()
      .map((item) => item)
      .slotSharingGroup(`group-${i % args.groups}`)
      .keyBy(key)
      .window(TumblingEventTimeWindows.of(Duration.ofMinutes(1)))
      .aggregate(new Sum(), new Named(kind))
      .sinkTo(new KafkaSink({ bootstrapServers: args.broker, topic: args.out }));
  });
});
