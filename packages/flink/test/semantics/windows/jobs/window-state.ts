/** Counts firings in a window's state and in the key's state, and says in `clear` what the window's state was. */
import {
  type AllWindowContext,
  type Collector,
  Duration,
  defineJob,
  EventTimeSessionWindows,
  KafkaSink,
  KafkaSource,
  ListStateDescriptor,
  MapStateDescriptor,
  OutputTag,
  ProcessAllWindowFunction,
  ProcessWindowFunction,
  TumblingEventTimeWindows,
  ValueStateDescriptor,
  WatermarkStrategy,
  type WindowContext,
} from '@workbook/flink';

export interface Sale {
  shop: string;
  n: number;
  ts: number;
}

const cleared = new OutputTag<object>('cleared');
const firings = new ValueStateDescriptor<number>('firings');
const allFirings = new ValueStateDescriptor<number>('all firings');
const sizes = new ListStateDescriptor<number>('sizes');
const starts = new MapStateDescriptor<number, number>('starts');

class Count extends ProcessWindowFunction<Sale, object, string> {
  process(shop: string, ctx: WindowContext, sales: readonly Sale[], out: Collector<object>) {
    const here = ctx.windowState().getState(firings);
    here.update((here.value() ?? 0) + 1);
    const everywhere = ctx.globalState().getState(allFirings);
    everywhere.update((everywhere.value() ?? 0) + 1);
    ctx.windowState().getListState(sizes).add(sales.length);
    const perStart = ctx.globalState().getMapState(starts);
    perStart.put(ctx.window().getStart(), here.value() ?? 0);
    out.collect({
      shop,
      start: ctx.window().getStart(),
      firings: here.value(),
      all: everywhere.value(),
      sizes: ctx.windowState().getListState(sizes).get(),
      starts: [...perStart.entries()].sort(([a], [b]) => a - b),
    });
  }

  override clear(ctx: WindowContext) {
    const here = ctx.windowState().getState(firings);
    ctx.output(cleared, { start: ctx.window().getStart(), firings: here.value() });
    here.clear();
    ctx.windowState().getListState(sizes).clear();
  }
}

class CountAll extends ProcessAllWindowFunction<Sale, object> {
  process(ctx: AllWindowContext, sales: readonly Sale[], out: Collector<object>) {
    const everywhere = ctx.globalState().getState(allFirings);
    everywhere.update((everywhere.value() ?? 0) + 1);
    ctx.windowState().getState(firings).update(sales.length);
    out.collect({ start: ctx.window().getStart(), all: everywhere.value() });
  }

  override clear(ctx: AllWindowContext) {
    ctx.output(cleared, { start: ctx.window().getStart(), sales: ctx.windowState().getState(firings).value() });
    ctx.windowState().getState(firings).clear();
  }
}

type Args = {
  broker: string;
  in: string;
  out: string;
  cleared: string;
  windows: 'keyed' | 'all' | 'session' | 'twice';
};

/** Takes one name for two states. */
class Twice extends ProcessWindowFunction<Sale, object, string> {
  process(_shop: string, ctx: WindowContext, _sales: readonly Sale[], _out: Collector<object>) {
    ctx.globalState().getState(firings);
    ctx.windowState().getState(firings);
  }
}

export default defineJob<Args>('window-state', (env, args) => {
  const sales = env.fromSource(
    new KafkaSource<Sale>({ bootstrapServers: args.broker, topics: args.in, groupId: args.in }),
    WatermarkStrategy.forMonotonousTimestamps<Sale>().withTimestampAssigner((sale) => sale.ts),
    'sales',
  );
  const byShop = sales.keyBy((sale) => sale.shop);
  const minute = TumblingEventTimeWindows.of(Duration.ofSeconds(10));
  const lateness = Duration.ofSeconds(5);
  const counts =
    args.windows === 'keyed'
      ? byShop.window(minute).allowedLateness(lateness).process(new Count())
      : args.windows === 'all'
        ? sales.windowAll(minute).allowedLateness(lateness).process(new CountAll())
        : args.windows === 'session'
          ? byShop.window(EventTimeSessionWindows.withGap(Duration.ofSeconds(10))).process(new Count())
          : byShop.window(minute).process(new Twice());
  counts.name('counts').sinkTo(new KafkaSink<object>({ bootstrapServers: args.broker, topic: args.out }));
  counts.getSideOutput(cleared).sinkTo(new KafkaSink<object>({ bootstrapServers: args.broker, topic: args.cleared }));
});
