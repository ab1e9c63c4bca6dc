/** One wrong function, chosen by name: what does its author get to hear? */
import {
  type Collector,
  CountTrigger,
  defineJob,
  GlobalWindows,
  KafkaSink,
  KafkaSource,
  type KeyedProcessContext,
  KeyedProcessFunction,
  RichMapFunction,
  WatermarkStrategy,
} from '@workbook/flink';

interface Item {
  n: number;
  tags: string[];
}

const remembered: Item[] = [];

const maps: Record<string, (item: Item) => unknown> = {
  'change the input': (item) => {
    item.n = 0;
    return item;
  },
  'change a part of the input': (item) => {
    item.tags.push('changed');
    return item;
  },
  'change what was emitted': (item) => {
    for (const earlier of remembered) earlier.n = 0;
    const mine = { ...item };
    remembered.push(mine);
    return mine;
  },
  'return a promise': (item) => Promise.resolve(item),
  'return NaN': (item) => ({ ...item, ratio: (item.n - item.n) / 0 }),
  'return a Date': (item) => ({ ...item, at: new Date(0) }),
  'return a BigInt': (item) => ({ ...item, big: [1n] }),
  'return a Map': (item) => ({ ...item, map: new Map() }),
  'return a match': () => ({ match: 'a-7'.match(/(.)-(.)/) }),
  'return undefined': () => undefined,
  'throw an object': ({ n }) => {
    throw { code: 'E42', shop: { n, name: 'Müller' } };
  },
  'throw an object that JSON has no end for': () => {
    const ring: { self?: unknown } = {};
    ring.self = ring;
    throw ring;
  },
  'throw a text': () => {
    throw 'no such shop';
  },
};

class TimerAtNaN extends KeyedProcessFunction<number, Item, Item> {
  processElement(item: Item, ctx: KeyedProcessContext<number>, out: Collector<Item>) {
    ctx.timerService().registerEventTimeTimer(Number.NaN);
    out.collect(item);
  }
}

class ThrowsWhenClosed extends RichMapFunction<Item, Item> {
  map(item: Item) {
    return item;
  }
  override close(): void {
    throw new Error('the file was gone');
  }
}

type Args = { broker: string; in: string; out: string; misdeed: string; objectReuse?: boolean };

export default defineJob<Args>('misdeeds', (env, { broker, misdeed, ...args }) => {
  if (args.objectReuse) env.getConfig().enableObjectReuse();
  const items = env.fromSource(
    new KafkaSource<Item>({ bootstrapServers: broker, topics: args.in, groupId: args.in }),
    WatermarkStrategy.noWatermarks<Item>().withTimestampAssigner((item) =>
      misdeed === 'timestamp NaN' ? Number.NaN : item.n,
    ),
    'items',
  );
  const sink = new KafkaSink<unknown>({
    bootstrapServers: broker,
    topic: args.out,
    key: () => (misdeed === 'sink key undefined' ? (undefined as unknown as null) : null),
  });
  const map = maps[misdeed];
  if (misdeed === 'sink base64url') {
    const url = new KafkaSink<string>({ bootstrapServers: broker, topic: args.out, format: 'bytes' });
    items.map(() => 'a-_b').sinkTo(url);
  } else if (map) items.map(map).name('culprit').sinkTo(sink);
  else if (misdeed === 'null key') {
    items
      .keyBy((): number => null as unknown as number)
      .reduce((a) => a)
      .sinkTo(sink);
  } else if (misdeed === 'swallow') {
    items
      .flatMap<Item>((item, out) => {
        try {
          out.collect(item);
        } catch {
          out.collect({ ...item, n: -1 });
        }
      })
      .name('innocent')
      .map((item) => item.tags.map((tag) => (tag as unknown as { missing: string }).missing.length))
      .name('culprit')
      .sinkTo(sink);
  } else if (misdeed === 'timer NaN') {
    items
      .keyBy((item) => item.n)
      .process(new TimerAtNaN())
      .sinkTo(sink);
  } else if (misdeed === 'return a list from flatMap') {
    items.flatMap((item) => item.tags as unknown as undefined).sinkTo(sink);
  } else if (misdeed === 'return a record from coGroup') {
    items
      .coGroup(items)
      .where(() => 'all')
      .equalTo(() => 'all')
      .window(GlobalWindows.create())
      .trigger(CountTrigger.of(2))
      .apply((first, second) => ({ n: first.length + second.length }) as unknown as undefined)
      .sinkTo(sink);
  } else if (misdeed === 'throw when closed') {
    items.map(new ThrowsWhenClosed()).name('culprit').sinkTo(sink);
  } else items.sinkTo(sink);
});
