/** The compiler is the test here: a type that no longer fits fails the type check of the suite. */
import { expectTypeOf, it } from 'vitest';
import {
  type AggregateFunction,
  type Collector,
  type CoMapFunction,
  type ConnectedStreams,
  type DataStream,
  Duration,
  KafkaSink,
  type KafkaStreamSource,
  type KeyedConnectedStreams,
  KeyedCoProcessFunction,
  type KeyedProcessContext,
  type KeyedStream,
  type MalformedRecord,
  OutputTag,
  ProcessWindowFunction,
  type SingleOutputStreamOperator,
  TumblingEventTimeWindows,
  type WindowContext,
} from '../../src/api.js';

interface Sale {
  shop: string;
  amount: number;
}
interface Total {
  sum: number;
}

class Sum implements AggregateFunction<Sale, Total, Total> {
  createAccumulator() {
    return { sum: 0 };
  }
  add(sale: Sale, total: Total) {
    return { sum: total.sum + sale.amount };
  }
  getResult(total: Total) {
    return total;
  }
  merge(a: Total, b: Total) {
    return { sum: a.sum + b.sum };
  }
}

class PerShop extends ProcessWindowFunction<Total, { shop: string; sum: number }, string> {
  process(shop: string, _ctx: WindowContext, totals: readonly Total[], out: Collector<{ shop: string; sum: number }>) {
    for (const total of totals) out.collect({ shop, ...total });
  }
}

class PerNumber extends ProcessWindowFunction<Total, number, number> {
  process(key: number, _ctx: WindowContext, _totals: readonly Total[], out: Collector<number>) {
    out.collect(key);
  }
}

it('types follow the stream from source to sink', () => {
  const typed = (sales: KafkaStreamSource<Sale>) => {
    expectTypeOf(sales.map((sale) => sale.amount)).toEqualTypeOf<SingleOutputStreamOperator<number>>();
    expectTypeOf(sales.filter((sale) => sale.amount > 1)).toEqualTypeOf<SingleOutputStreamOperator<Sale>>();
    expectTypeOf(sales.malformed()).toEqualTypeOf<DataStream<MalformedRecord>>();
    const byShop = sales.keyBy((sale) => sale.shop);
    expectTypeOf(byShop).toEqualTypeOf<KeyedStream<Sale, string>>();
    const minutes = () => byShop.window(TumblingEventTimeWindows.of(Duration.ofMinutes(1)));
    expectTypeOf(minutes().aggregate(new Sum())).toEqualTypeOf<SingleOutputStreamOperator<Total>>();
    expectTypeOf(minutes().aggregate(new Sum(), new PerShop())).toEqualTypeOf<
      SingleOutputStreamOperator<{ shop: string; sum: number }>
    >();

    // @ts-expect-error a sale has no price
    sales.map((sale) => sale.price);
    // @ts-expect-error a key can't be null
    sales.keyBy(() => null);
    // @ts-expect-error a keyed stream is no operator: it has no name
    byShop.name('by shop');
    // @ts-expect-error a union is no operator: it has no parallelism
    sales.union(sales).setParallelism(2);
    // @ts-expect-error a union has no side outputs
    sales.union(sales).getSideOutput(new OutputTag<Sale>('late'));
    // @ts-expect-error the sink takes numbers
    sales.sinkTo(new KafkaSink<number>({ bootstrapServers: '', topic: '' }));
    // @ts-expect-error the late records are sales
    minutes().sideOutputLateData(new OutputTag<number>('late'));
    // @ts-expect-error the keys are strings
    minutes().aggregate(new Sum(), new PerNumber());
  };
  expectTypeOf(typed).toBeFunction();
});

it('both inputs of connected streams are typed, and so is their key', () => {
  class Join extends KeyedCoProcessFunction<string, Sale, Total, number> {
    processElement1(_sale: Sale, ctx: KeyedProcessContext<string>) {
      expectTypeOf(ctx.getCurrentKey()).toEqualTypeOf<string>();
    }
    processElement2(total: Total, _ctx: KeyedProcessContext<string>, out: Collector<number>) {
      out.collect(total.sum);
    }
  }
  class Both implements CoMapFunction<Sale, Total, string | number> {
    map1 = (sale: Sale): string | number => sale.shop;
    map2 = (total: Total): string | number => total.sum;
  }
  const typed = (sales: DataStream<Sale>, totals: DataStream<Total>) => {
    const both = sales.connect(totals);
    expectTypeOf(both).toEqualTypeOf<ConnectedStreams<Sale, Total>>();
    expectTypeOf(both.map(new Both())).toEqualTypeOf<SingleOutputStreamOperator<string | number>>();
    const keyed = both.keyBy(
      (sale) => sale.shop,
      (total) => String(total.sum),
    );
    expectTypeOf(keyed).toEqualTypeOf<KeyedConnectedStreams<Sale, Total, string>>();
    expectTypeOf(keyed.process(new Join())).toEqualTypeOf<SingleOutputStreamOperator<number>>();
    const byShop = sales.keyBy((sale) => sale.shop);
    const bySum = totals.keyBy((total) => String(total.sum));
    expectTypeOf(byShop.connect(bySum)).toEqualTypeOf<KeyedConnectedStreams<Sale, Total, string>>();
    expectTypeOf(byShop.connect(totals)).toEqualTypeOf<ConnectedStreams<Sale, Total>>();
    expectTypeOf(sales.broadcast()).toEqualTypeOf<DataStream<Sale>>();

    // @ts-expect-error without keys there is no keyed function
    both.process(new Join());
    // @ts-expect-error the inputs are in the wrong order
    totals.connect(sales).map(new Both());
    both.keyBy(
      (sale) => sale.shop,
      // @ts-expect-error the keys of both inputs have one type
      (total) => total.sum,
    );
    // @ts-expect-error what is only sent differently has no name
    sales.broadcast().name('sales');
  };
  expectTypeOf(typed).toBeFunction();
});
