/** Windows with late data, and everything else that a stream can go through in one job. */
import {
  type AggregateFunction,
  type Collector,
  Duration,
  defineJob,
  KafkaSink,
  KafkaSource,
  OutputTag,
  type ProcessContext,
  ProcessFunction,
  ProcessWindowFunction,
  TumblingEventTimeWindows,
  WatermarkStrategy,
  type WindowContext,
} from '@workbook/flink';

interface Sale {
  shop: string;
  amount: number;
  at: number;
}
interface Total {
  sum: number;
  count: number;
}

class Sum implements AggregateFunction<Sale, Total, Total> {
  createAccumulator() {
    return { sum: 0, count: 0 };
  }
  /** Changes the accumulator it got, as Flink allows. */
  add(sale: Sale, total: Total) {
    total.sum += sale.amount;
    total.count += 1;
    return total;
  }
  getResult(total: Total) {
    return total;
  }
  merge(a: Total, b: Total) {
    return { sum: a.sum + b.sum, count: a.count + b.count };
  }
}

class Report extends ProcessWindowFunction<Total, object, string> {
  process(shop: string, ctx: WindowContext, totals: readonly Total[], out: Collector<object>) {
    const window = ctx.window();
    for (const total of totals)
      out.collect({ kind: 'total', shop, from: window.getStart(), to: window.getEnd(), ...total });
  }
}

class All extends ProcessWindowFunction<Sale, object, string> {
  process(shop: string, ctx: WindowContext, sales: readonly Sale[], out: Collector<object>) {
    out.collect({ kind: 'all', shop, from: ctx.window().getStart(), amounts: sales.map((sale) => sale.amount) });
  }
}

const small = new OutputTag<Sale>('small');
class SetSmallApart extends ProcessFunction<Sale, Sale> {
  processElement(sale: Sale, ctx: ProcessContext, out: Collector<Sale>) {
    if (sale.amount < 1) ctx.output(small, { ...sale, at: ctx.timestamp() ?? -1 });
    else out.collect(sale);
  }
}

const late = new OutputTag<Sale>('late');

type Args = { broker: string; in: string; out: string };

export default defineJob<Args>('sales', (env, args) => {
  env.enableCheckpointing(Duration.ofMillis(300));
  const sink = <T>() => new KafkaSink<T>({ bootstrapServers: args.broker, topic: args.out });
  const sales = env
    .fromSource(
      new KafkaSource<Sale>({ bootstrapServers: args.broker, topics: args.in, groupId: args.in }),
      WatermarkStrategy.forBoundedOutOfOrderness<Sale>(Duration.ofSeconds(1)).withTimestampAssigner((sale) => sale.at),
      'sales',
    )
    .process(new SetSmallApart());
  const byShop = sales.keyBy((sale) => sale.shop);
  const tenSeconds = TumblingEventTimeWindows.of(Duration.ofSeconds(10));
  const totals = byShop
    .window(tenSeconds)
    .allowedLateness(Duration.ofSeconds(5))
    .sideOutputLateData(late)
    .aggregate(new Sum(), new Report());
  const largest = byShop.window(tenSeconds).reduce((a, b) => (a.amount >= b.amount ? a : b));
  const all = byShop.window(tenSeconds).process(new All());
  const running = byShop.reduce((a, b) => ({ ...b, amount: a.amount + b.amount }));

  totals.sinkTo(sink());
  all.sinkTo(sink());
  totals
    .getSideOutput(late)
    .map((sale) => ({ kind: 'late', ...sale }))
    .union(
      sales.getSideOutput(small).map((sale) => ({ kind: 'small', ...sale })),
      largest.map((sale) => ({ kind: 'largest', ...sale })),
      running.flatMap<Sale & { kind: string }>((sale, out) => {
        if (sale.amount > 100) out.collect({ kind: 'running', ...sale });
      }),
    )
    .sinkTo(sink());
});
