import {
  type AggregateFunction,
  type Collector,
  Duration,
  defineJob,
  EventTimeSessionWindows,
  KafkaSink,
  KafkaSource,
  OutputTag,
  ProcessWindowFunction,
  type TimeWindow,
  TumblingEventTimeWindows,
  WatermarkStrategy,
  type WindowAssigner,
  type WindowContext,
} from '@workbook/flink';

interface Sale {
  shop: string;
  amount: number;
  ts: number;
}
interface Total {
  sum: number;
  count: number;
}
const late = new OutputTag<Sale>('late');

/** Changes its accumulator in place and returns it as the result, as Flink's own examples do. */
class Sum implements AggregateFunction<Sale, Total, Total> {
  createAccumulator(): Total {
    return { sum: 0, count: 0 };
  }
  add(sale: Sale, total: Total): Total {
    total.sum += sale.amount;
    total.count++;
    return total;
  }
  getResult(total: Total): Total {
    return total;
  }
  merge(a: Total, b: Total): Total {
    return { sum: a.sum + b.sum, count: a.count + b.count };
  }
}

class WithWindow extends ProcessWindowFunction<Total, object, string> {
  process(shop: string, ctx: WindowContext, [total]: readonly Total[], out: Collector<object>): void {
    out.collect({ shop, start: ctx.window().getStart(), end: ctx.window().getEnd(), ...total });
  }
}

type Args = { broker: string; in: string; out: string; late: string; session?: boolean };

export default defineJob<Args>('windows', (env, args) => {
  env.enableCheckpointing(200);
  const sales = env.fromSource(
    new KafkaSource<Sale>({ bootstrapServers: args.broker, topics: args.in, groupId: args.in }),
    WatermarkStrategy.forBoundedOutOfOrderness<Sale>(Duration.ofSeconds(1)).withTimestampAssigner((sale) => sale.ts),
    'sales',
  );
  const assigner: WindowAssigner<Sale, TimeWindow> = args.session
    ? EventTimeSessionWindows.withGap(Duration.ofSeconds(3))
    : TumblingEventTimeWindows.of(Duration.ofSeconds(10));
  const totals = sales
    .filter((sale) => sale.shop !== '_')
    .keyBy((sale) => sale.shop)
    .window(assigner)
    .allowedLateness(Duration.ofSeconds(5))
    .sideOutputLateData(late)
    .aggregate(new Sum(), new WithWindow())
    .name('totals')
    .uid('totals');
  totals.sinkTo(new KafkaSink({ bootstrapServers: args.broker, topic: args.out }));
  totals
    .getSideOutput(late)
    .map((sale) => ({ late: sale }))
    .sinkTo(new KafkaSink({ bootstrapServers: args.broker, topic: args.late }));
});
