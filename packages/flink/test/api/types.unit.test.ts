/** The compiler is the test here: a type that no longer fits fails the type check of the suite. */
import { expectTypeOf, it } from 'vitest';
import {
  type AggregateFunction,
  type AllWindowContext,
  type AllWindowedStream,
  type Collector,
  type CoMapFunction,
  type ConnectedStreams,
  CountTrigger,
  DataGeneratorSource,
  type DataStream,
  type DataStreamSink,
  DiscardingSink,
  Duration,
  defineJob,
  EventTimeSessionWindows,
  EventTimeTrigger,
  type GlobalWindow,
  type JobDefinition,
  KafkaSink,
  type KafkaSource,
  type KafkaStreamSource,
  type KeyedConnectedStreams,
  KeyedCoProcessFunction,
  type KeyedProcessContext,
  KeyedProcessFunction,
  type KeyedStream,
  type MalformedRecord,
  type MapFunction,
  type MapState,
  OutputTag,
  type Partitioner,
  ProcessAllWindowFunction,
  type ProcessJoinContext,
  ProcessJoinFunction,
  ProcessWindowFunction,
  PurgingTrigger,
  RichReduceFunction,
  type RuntimeContext,
  type SideOutputContext,
  type SingleOutputStreamOperator,
  SlidingEventTimeWindows,
  type StreamExecutionEnvironment,
  type TimeWindow,
  TumblingEventTimeWindows,
  type ValueState,
  ValueStateDescriptor,
  WatermarkStrategy,
  type WindowContext,
  type WindowedStream,
} from '../../src/api.js';
import type { FlinkClient } from '../../src/cluster/flink-client.js';
import { submit } from '../../src/inline/submit.js';
import { type OneInputStreamOperatorTestHarness, testHarness } from '../../src/testing.js';

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
    expectTypeOf(sales.name('sales').startNewChain().uid('sales')).toEqualTypeOf<KafkaStreamSource<Sale>>();
    expectTypeOf(sales.print().name('for a look').uid('look')).toEqualTypeOf<DataStreamSink>();
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

it('joins need keys of one type, and give both records with their types', () => {
  class Named extends ProcessJoinFunction<Sale, Total, string> {
    override processElement(sale: Sale, total: Total, _ctx: ProcessJoinContext, out: Collector<string>) {
      out.collect(`${sale.shop} ${typeof total}`);
    }
  }
  const typed = (sales: DataStream<Sale>, totals: DataStream<Total>) => {
    const byShop = sales.keyBy(({ shop }) => shop);
    const near = (stream: KeyedStream<Total, string>) =>
      byShop.intervalJoin(stream).between(Duration.ofSeconds(-1), Duration.ofSeconds(1));
    const joined = near(totals.keyBy(() => 'a'));
    expectTypeOf(joined.process(new Named())).toEqualTypeOf<SingleOutputStreamOperator<string>>();
    // @ts-expect-error the keys are strings
    byShop.intervalJoin(totals.keyBy(() => 1));
    // @ts-expect-error the late records of the left side are sales
    joined.sideOutputLeftLateData(new OutputTag<Total>('late'));

    const grouped = sales.coGroup(totals).where(({ shop }) => shop);
    const minute = TumblingEventTimeWindows.of(Duration.ofMinutes(1));
    const counts = grouped
      .equalTo(() => 'a')
      .window(minute)
      .apply((first, second, out: Collector<number>) => {
        expectTypeOf(first).toEqualTypeOf<readonly Sale[]>();
        expectTypeOf(second).toEqualTypeOf<readonly Total[]>();
        out.collect(first.length + second.length);
      });
    expectTypeOf(counts).toEqualTypeOf<SingleOutputStreamOperator<number>>();
    // @ts-expect-error the keys are strings
    grouped.equalTo(() => 1);
  };
  expectTypeOf(typed).toBeFunction();
});

it('a side output takes what its tag says, also written as a literal', () => {
  const doubts = new OutputTag<{ shop: string; why: 'late' | 'odd' }>('doubts');
  const typed = (ctx: SideOutputContext, late: boolean) => {
    ctx.output(doubts, { shop: 'a', why: late ? 'late' : 'odd' });
    // @ts-expect-error a doubt has another reason
    ctx.output(doubts, { shop: 'a', why: 'strange' });
    // @ts-expect-error a number is no doubt
    ctx.output(doubts, 1);
  };
  expectTypeOf(typed).toBeFunction();
});

it('a watermark strategy and a state take their type from where they are given to', () => {
  const seconds = Duration.ofSeconds(5);
  const typed = (env: StreamExecutionEnvironment, source: KafkaSource<Sale>, context: RuntimeContext) => {
    const inOrder = () => WatermarkStrategy.forMonotonousTimestamps();
    const delayed = () => WatermarkStrategy.forBoundedOutOfOrderness(seconds).withIdleness(seconds);
    const sales = env.fromSource(
      source,
      delayed().withTimestampAssigner((sale) => sale.amount),
      'sales',
    );
    expectTypeOf(sales).toEqualTypeOf<KafkaStreamSource<Sale>>();
    expectTypeOf(
      sales.assignTimestampsAndWatermarks(inOrder().withTimestampAssigner((sale) => sale.amount)),
    ).toEqualTypeOf<SingleOutputStreamOperator<Sale>>();
    env.fromSource(source, WatermarkStrategy.forMonotonousTimestamps<Sale>(), 'sales');
    const latest: ValueState<Sale> = context.getState(new ValueStateDescriptor('latest'));
    expectTypeOf(latest.value()).toEqualTypeOf<Sale | null>();

    const read = (strategy: WatermarkStrategy<Sale>) => env.fromSource(source, strategy, 'sales');
    // @ts-expect-error a sale has no time
    read(inOrder().withTimestampAssigner((sale) => sale.time));
    // @ts-expect-error a shop is no time
    read(inOrder().withTimestampAssigner((sale) => sale.shop));
    // @ts-expect-error the strategy is for totals
    read(inOrder().withTimestampAssigner((total: Total) => total.sum));
  };
  expectTypeOf(typed).toBeFunction();
});

it('a key of several parts is a tuple', () => {
  class PerShopAndAmount extends KeyedProcessFunction<[string, number], Sale, string> {
    processElement(_sale: Sale, ctx: KeyedProcessContext<[string, number]>, out: Collector<string>) {
      out.collect(ctx.getCurrentKey()[0]);
    }
  }
  const typed = (sales: DataStream<Sale>, totals: DataStream<Total>) => {
    const keyed = sales.keyBy((sale) => [sale.shop, sale.amount]);
    expectTypeOf(keyed).toEqualTypeOf<KeyedStream<Sale, [string, number]>>();
    expectTypeOf(keyed.process(new PerShopAndAmount())).toEqualTypeOf<SingleOutputStreamOperator<string>>();
    expectTypeOf(
      sales.connect(totals).keyBy(
        (sale) => [sale.shop, sale.amount],
        (total) => ['all', total.sum],
      ),
    ).toEqualTypeOf<KeyedConnectedStreams<Sale, Total, [string, number]>>();
    expectTypeOf(sales.keyBy(() => 'all')).toEqualTypeOf<KeyedStream<Sale, string>>();
    expectTypeOf(sales.keyBy((sale) => ({ of: sale.shop }))).toEqualTypeOf<KeyedStream<Sale, { of: string }>>();

    // @ts-expect-error the parts are in another order
    sales.keyBy((sale) => [sale.amount, sale.shop]).process(new PerShopAndAmount());
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

class Last extends ProcessWindowFunction<Sale, Sale, string, GlobalWindow> {
  process(_shop: string, ctx: WindowContext<GlobalWindow>, sales: readonly Sale[], out: Collector<Sale>) {
    expectTypeOf(ctx.window()).toEqualTypeOf<GlobalWindow>();
    // @ts-expect-error a global window has no end
    ctx.window().getEnd();
    for (const sale of sales.slice(-1)) out.collect(sale);
  }
}

class Whole extends ProcessAllWindowFunction<Sale, number> {
  process(ctx: AllWindowContext, sales: readonly Sale[], out: Collector<number>) {
    expectTypeOf(ctx.window()).toEqualTypeOf<TimeWindow>();
    expectTypeOf(ctx.windowState().getState(new ValueStateDescriptor<number>('seen')).value()).toEqualTypeOf<
      number | null
    >();
    // @ts-expect-error Flink tells the windows of a whole stream no watermark
    ctx.currentWatermark();
    out.collect(sales.length);
  }
}

it('types follow windows, too', () => {
  const typed = (sales: KafkaStreamSource<Sale>) => {
    const byShop = sales.keyBy((sale) => sale.shop);
    const minute = () => byShop.window(TumblingEventTimeWindows.of(Duration.ofMinutes(1)));
    expectTypeOf(minute()).toEqualTypeOf<WindowedStream<Sale, string, TimeWindow>>();
    expectTypeOf(minute().reduce((a) => a)).toEqualTypeOf<SingleOutputStreamOperator<Sale>>();
    expectTypeOf(byShop.countWindow(3)).toEqualTypeOf<WindowedStream<Sale, string, GlobalWindow>>();
    expectTypeOf(byShop.countWindow(3).process(new Last())).toEqualTypeOf<SingleOutputStreamOperator<Sale>>();
    expectTypeOf(sales.countWindowAll(3)).toEqualTypeOf<AllWindowedStream<Sale, GlobalWindow>>();
    const all = () => sales.windowAll(SlidingEventTimeWindows.of(Duration.ofMinutes(1), Duration.ofSeconds(10)));
    expectTypeOf(all().process(new Whole())).toEqualTypeOf<SingleOutputStreamOperator<number>>();
    expectTypeOf(all().aggregate(new Sum())).toEqualTypeOf<SingleOutputStreamOperator<Total>>();
    // The element's type reaches the function of the gap.
    byShop.window(EventTimeSessionWindows.withDynamicGap((sale) => sale.amount));
    minute().trigger(PurgingTrigger.of(EventTimeTrigger.create())).trigger(CountTrigger.of(2));

    // @ts-expect-error a sale has no gap
    byShop.window(EventTimeSessionWindows.withDynamicGap((sale) => sale.gap));
    // @ts-expect-error the gap is for other records
    byShop.window(EventTimeSessionWindows.withDynamicGap((text: string) => text.length));
    // @ts-expect-error a global window has no end at which it could fire
    byShop.countWindow(3).trigger(EventTimeTrigger.create());
    // @ts-expect-error nor when it is wrapped
    byShop.countWindow(3).trigger(PurgingTrigger.of(EventTimeTrigger.create()));
    // @ts-expect-error the function wants windows with a start and an end
    byShop.countWindow(3).aggregate(new Sum(), new PerShop());
    // @ts-expect-error a keyed function for windows without keys
    all().process(new Last());
  };
  expectTypeOf(typed).toBeFunction();
});

it('rolling aggregations take the names of fields that fit', () => {
  const typed = (env: StreamExecutionEnvironment) => {
    const source = new DataGeneratorSource((index) => ({ shop: 'a', amount: index, note: null as string | null }));
    const sales = env.fromSource(source, WatermarkStrategy.noWatermarks(), 'sales').keyBy(({ shop }) => shop);
    expectTypeOf(sales.sum('amount')).toEqualTypeOf<
      SingleOutputStreamOperator<{ shop: string; amount: number; note: string | null }>
    >();
    sales.maxBy('shop', false);
    // @ts-expect-error a text has no sum
    sales.sum('shop');
    // @ts-expect-error null can't be compared
    sales.min('note');
    // @ts-expect-error there is no such field
    sales.maxBy('price');
    const minute = TumblingEventTimeWindows.of(Duration.ofMinutes(1));
    const best = sales.windowAll(minute).maxBy('amount');
    expectTypeOf(sales.window(minute).sum('amount')).toEqualTypeOf<typeof best>();
    // @ts-expect-error nor has a window of texts
    sales.countWindow(3).sum('shop');
    sales.sinkTo(new DiscardingSink());
    // @ts-expect-error the sink takes numbers
    sales.sinkTo(new DiscardingSink<number>());
  };
  expectTypeOf(typed).toBeFunction();
});

it('a partitioner gets the keys that its selector gives', () => {
  const typed = (env: StreamExecutionEnvironment, sales: DataStream<Sale>) => {
    expectTypeOf(env.fromSequence(1, 3)).toEqualTypeOf<SingleOutputStreamOperator<number>>();
    const spread = sales.partitionCustom(
      (shop: string, subtasks) => shop.length % subtasks,
      (sale) => sale.shop,
    );
    expectTypeOf(spread).toEqualTypeOf<DataStream<Sale>>();
    const byNumber: Partitioner<number> = { partition: (n, subtasks) => n % subtasks };
    sales.partitionCustom(byNumber, (sale) => sale.amount);
    // @ts-expect-error the keys are texts
    sales.partitionCustom(byNumber, (sale) => sale.shop);
    sales.partitionCustom(
      // @ts-expect-error a subtask is a number
      () => 'first',
      (sale) => sale.shop,
    );
    // @ts-expect-error the key alone says where a keyed stream's records go
    sales.keyBy((sale) => sale.shop).partitionCustom(byNumber, (sale) => sale.amount);
  };
  expectTypeOf(typed).toBeFunction();
});

it('a rich reduce function knows its job, and fits a keyed stream', () => {
  class Largest extends RichReduceFunction<Sale> {
    reduce = (a: Sale, b: Sale) => {
      expectTypeOf(this.getRuntimeContext().getJobInfo().getJobId()).toEqualTypeOf<string>();
      return a.amount < b.amount ? b : a;
    };
  }
  const typed = (sales: DataStream<Sale>, seen: MapState<string, number>) => {
    const largest = sales.keyBy((sale) => sale.shop).reduce(new Largest());
    expectTypeOf(largest).toEqualTypeOf<SingleOutputStreamOperator<Sale>>();
    seen.putAll(new Map([['a', 1]]));
    seen.putAll([['a', 1]]);
    // @ts-expect-error the values are numbers
    seen.putAll([['a', 'b']]);
  };
  expectTypeOf(typed).toBeFunction();
});

it('the arguments of a job may be an interface', () => {
  interface Arguments {
    topic: string;
    limit?: number;
  }
  const typed = (args: Arguments, client: FlinkClient) => {
    const job = defineJob<Arguments>('j', (_, { topic, limit }) => {
      expectTypeOf(topic).toEqualTypeOf<string>();
      expectTypeOf(limit).toEqualTypeOf<number | undefined>();
    });
    expectTypeOf(job).toEqualTypeOf<JobDefinition<Arguments>>();
    void client.submit('job.ts', { args });
    void submit<Arguments>((_, { topic }) => void topic, { args });
    // @ts-expect-error arguments have names
    defineJob<string>('j', () => {});
    // @ts-expect-error the topic is missing
    void submit<Arguments>(() => {}, { args: {} });
  };
  expectTypeOf(typed).toBeFunction();
});

it('a test harness has the types of its function, and wants the keys that the function wants', () => {
  class PerShopName extends KeyedProcessFunction<string, Sale, Total> {
    processElement(sale: Sale, _ctx: KeyedProcessContext<string>, out: Collector<Total>) {
      out.collect({ sum: sale.amount });
    }
  }
  class Amount implements MapFunction<Sale, number> {
    map = (sale: Sale) => sale.amount;
  }
  const typed = () => {
    const harness = testHarness(new PerShopName(), (sale) => sale.shop);
    expectTypeOf(harness).toEqualTypeOf<OneInputStreamOperatorTestHarness<Sale, Total>>();
    expectTypeOf(harness.sideOutput(new OutputTag<number>('n'))).toEqualTypeOf<number[]>();
    expectTypeOf(testHarness(new Amount()).output()).toEqualTypeOf<number[]>();
    expectTypeOf(testHarness(new Sum(), (sale) => sale.shop).output()).toEqualTypeOf<Total[]>();
    testHarness(new PerShop()).processWindow('a', { start: 0, end: 1 }, [{ sum: 1 }]);

    // @ts-expect-error without keys there is no state
    testHarness(new PerShopName());
    // @ts-expect-error the function's keys are texts
    testHarness(new PerShopName(), (sale) => sale.amount);
    // @ts-expect-error a sale has a shop
    harness.processElement({ amount: 1 });
    // @ts-expect-error a time window has bounds
    testHarness(new PerShop()).processWindow('a', null, []);
  };
  expectTypeOf(typed).toBeFunction();
});
