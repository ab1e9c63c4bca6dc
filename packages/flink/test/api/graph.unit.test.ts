import { describe, expect, it } from 'vitest';
import { toPlan } from '../../src/api/graph/graph.js';
import {
  type AggregateFunction,
  type Collector,
  CoProcessFunction,
  DataGeneratorSource,
  Duration,
  defineJob,
  GlobalWindows,
  KafkaSink,
  KafkaSource,
  OffsetsInitializer,
  OutputTag,
  ProcessFunction,
  ProcessJoinFunction,
  RateLimiterStrategy,
  ReducingStateDescriptor,
  RichCoGroupFunction,
  RichFunction,
  RichReduceFunction,
  StateTtlConfig,
  type StreamExecutionEnvironment,
  TumblingEventTimeWindows,
  WatermarkStrategy,
} from '../../src/api.js';
import { Plan } from '../../src/plan/plan.js';

interface Sale {
  shop: string;
  amount: number;
}

const kafka = { bootstrapServers: '127.0.0.1:9092' };
const sales = () => new KafkaSource<Sale>({ ...kafka, topics: 'sales', groupId: 'test' });
const sink = <T>() => new KafkaSink<T>({ ...kafka, topic: 'out' });
const from = (env: StreamExecutionEnvironment) =>
  env.fromSource(sales(), WatermarkStrategy.noWatermarks<Sale>(), 'sales');

function plan(build: (env: StreamExecutionEnvironment) => void): Plan {
  const job = defineJob('test', build);
  return Plan.parse(JSON.parse(JSON.stringify(toPlan(job.name, job.buildGraph({})))));
}

class Sum implements AggregateFunction<Sale, number, number> {
  createAccumulator() {
    return 0;
  }
  add(sale: Sale, sum: number) {
    return sum + sale.amount;
  }
  getResult(sum: number) {
    return sum;
  }
  merge(a: number, b: number) {
    return a + b;
  }
}

describe('a plan', () => {
  it('has one node for each call, wired by id', () => {
    const { nodes, functions } = plan((env) => {
      from(env)
        .filter((sale) => sale.amount > 100)
        .map((sale) => sale.amount)
        .name('amounts')
        .uid('amounts')
        .setParallelism(2)
        .sinkTo(sink<number>());
    });
    expect(nodes.map(({ op, inputs, name }) => ({ op, inputs, name }))).toEqual([
      { op: 'kafkaSource', inputs: [], name: 'sales' },
      { op: 'filter', inputs: [0], name: 'Filter' },
      { op: 'map', inputs: [1], name: 'amounts' },
      { op: 'kafkaSink', inputs: [2], name: 'Sink: out' },
    ]);
    expect(nodes[2]).toMatchObject({ uid: 'amounts', parallelism: 2, functions: { map: 1 } });
    expect(functions.map(({ kind, node }) => ({ kind, node }))).toEqual([
      { kind: 'filter', node: 1 },
      { kind: 'map', node: 2 },
      { kind: 'callSite', node: 3 },
    ]);
  });

  it('describes windows with their lateness and late tag', () => {
    const late = new OutputTag<Sale>('late');
    const { nodes } = plan((env) => {
      const totals = from(env)
        .keyBy((sale) => sale.shop)
        .window(TumblingEventTimeWindows.of(Duration.ofMinutes(1), Duration.ofSeconds(5)))
        .allowedLateness(Duration.ofSeconds(30))
        .sideOutputLateData(late)
        .aggregate(new Sum());
      totals.sinkTo(sink<number>());
      totals.getSideOutput(late).sinkTo(sink<Sale>());
    });
    expect(nodes[2]).toMatchObject({
      op: 'window',
      name: 'TumblingEventTimeWindows',
      params: {
        assigner: { kind: 'tumbling', time: 'event', sizeMs: 60_000, offsetMs: 5000 },
        allowedLatenessMs: 30_000,
        lateTag: 'late',
      },
    });
  });

  it('wires both inputs of connected streams, each with its own key', () => {
    class Pass extends CoProcessFunction<Sale, Sale, Sale> {
      processElement1() {}
      processElement2() {}
    }
    const { nodes, functions } = plan((env) => {
      const both = from(env).connect(from(env).broadcast());
      both.process(new Pass()).sinkTo(sink());
      both
        .keyBy(
          (sale) => sale.shop,
          (sale) => sale.shop,
        )
        .process(new Pass())
        .sinkTo(sink());
    });
    expect(nodes.map(({ op, inputs }) => [op, ...inputs])).toEqual([
      ['kafkaSource'],
      ['kafkaSource'],
      ['broadcast', 1],
      ['coProcess', 0, 2],
      ['kafkaSink', 3],
      ['keyBy', 0],
      ['keyBy', 2],
      ['keyedCoProcess', 5, 6],
      ['kafkaSink', 7],
    ]);
    expect(functions.map(({ kind, node }) => [kind, node])).toEqual([
      ['coProcess', 3],
      ['callSite', 4],
      ['key', 5],
      ['key', 6],
      ['keyedCoProcess', 7],
      ['callSite', 8],
    ]);
  });

  it('tells rolling aggregations over different fields apart', () => {
    const digest = (field: 'amount' | 'paid') =>
      plan((env) =>
        env
          .fromData({ amount: 1, paid: 2 })
          .keyBy(() => 1)
          .sum(field)
          .print(),
      ).functions.at(-1)?.digest;
    expect(digest('amount')).not.toBe(digest('paid'));
  });

  it('says how operators are chained, grouped and limited', () => {
    const { nodes, settings } = plan((env) => {
      env.disableOperatorChaining();
      from(env)
        .map((sale) => sale)
        .startNewChain()
        .setMaxParallelism(8)
        .filter(() => true)
        .disableChaining()
        .slotSharingGroup('heavy')
        .sinkTo(sink())
        .disableChaining();
    });
    expect(settings.operatorChaining).toBe(false);
    expect(nodes[1]).toMatchObject({ chaining: 'head', maxParallelism: 8 });
    expect(nodes[2]).toMatchObject({ chaining: 'never', slotSharingGroup: 'heavy' });
    expect(nodes[3]).toMatchObject({ chaining: 'never' });
  });

  it("gives a source's malformed records a side output", () => {
    const { nodes } = plan((env) => {
      const source = from(env);
      source.malformed().sinkTo(sink());
    });
    expect(nodes[1]).toMatchObject({ op: 'sideOutput', inputs: [0], params: { tag: '__malformed' } });
  });

  it('says the same for the same module, and something else for another function', () => {
    const digests = (build: (env: StreamExecutionEnvironment) => void) => plan(build).functions.map((f) => f.digest);
    const over = (limit: number) => (env: StreamExecutionEnvironment) => {
      if (limit > 1)
        from(env)
          .filter((sale) => sale.amount > 100)
          .sinkTo(sink());
      else
        from(env)
          .filter((sale) => sale.amount > 1)
          .sinkTo(sink());
    };
    expect(digests(over(100))).toEqual(digests(over(100)));
    expect(digests(over(100))).not.toEqual(digests(over(1)));
  });
});

describe('a mistake in the graph is a sentence', () => {
  class Twice extends ProcessFunction<Sale, Sale> {
    processElement(sale: Sale, _ctx: unknown, out: Collector<Sale>) {
      out.collect(sale);
    }
  }
  class RichSum extends RichFunction implements AggregateFunction<Sale, number, number> {
    createAccumulator = () => 0;
    add = (sale: Sale, sum: number) => sum + sale.amount;
    getResult = (sum: number) => sum;
    merge = (a: number, b: number) => a + b;
  }
  class RichAdd extends RichReduceFunction<Sale> {
    reduce = (a: Sale, b: Sale) => ({ ...b, amount: a.amount + b.amount });
  }
  class Pairs extends RichCoGroupFunction<Sale, Sale, number> {
    coGroup(first: readonly Sale[], second: readonly Sale[], out: Collector<number>) {
      out.collect(first.length * second.length);
    }
  }
  class Joined extends ProcessJoinFunction<Sale, Sale, number> {
    override processElement() {}
  }
  const grouped = (env: StreamExecutionEnvironment) =>
    from(env)
      .coGroup(from(env))
      .where((sale) => sale.shop)
      .equalTo((sale) => sale.shop)
      .window(TumblingEventTimeWindows.of(Duration.ofMinutes(1)));
  const mistakes: [string, RegExp, (env: StreamExecutionEnvironment) => void][] = [
    ['no operator at all', /the job is empty/, () => {}],
    ['no sink', /the job has no sink/, (env) => from(env).map((sale) => sale.shop)],
    ['an async function', /the map function .*is async.*Async I\/O/, (env) => from(env).map(async (sale) => sale.shop)],
    [
      'one instance in two operators',
      /one instance of Twice is given to two operators/,
      (env) => {
        const twice = new Twice();
        from(env).process(twice).process(twice);
      },
    ],
    [
      'a rich aggregate function, which nobody would open',
      /the aggregate function RichSum can't be a rich function/,
      (env) =>
        from(env)
          .keyBy((sale) => sale.shop)
          .window(TumblingEventTimeWindows.of(Duration.ofMinutes(1)))
          .aggregate(new RichSum()),
    ],
    [
      'a rich reduce function in a window',
      /the reduce function RichAdd can't be a rich function/,
      (env) =>
        from(env)
          .keyBy((sale) => sale.shop)
          .window(TumblingEventTimeWindows.of(Duration.ofMinutes(1)))
          .reduce(new RichAdd()),
    ],
    [
      'one uid for two operators',
      /the uid "a" is given to "Map" and to "Filter"/,
      (env) =>
        from(env)
          .map((sale) => sale)
          .uid('a')
          .filter(() => true)
          .uid('a')
          .sinkTo(sink()),
    ],
    [
      'an async function in a coGroup',
      /the coGroup function is async/,
      (env) => grouped(env).apply({ coGroup: (async () => {}) as () => unknown as () => undefined }),
    ],
    [
      'a class that is not instantiated',
      /Pairs is a class, and an instance of it is expected: new Pairs\(…\)/,
      (env) => grouped(env).apply(Pairs as unknown as Pairs),
    ],
    [
      'a plain function where a class is needed',
      /a ProcessJoinFunction is expected, and this is a plain function: write class Mine extends ProcessJoinFunction \{ processElement\(left, right, ctx, out\)/,
      (env) => {
        const keyed = from(env).keyBy((sale) => sale.shop);
        const arrow = (() => undefined) as unknown as Joined;
        keyed.intervalJoin(keyed).between(Duration.ofSeconds(-1), Duration.ofSeconds(1)).process(arrow);
      },
    ],
    [
      'an interval without a time in it',
      /without the bounds that were made exclusive, there is no time left/,
      (env) => {
        const keyed = from(env).keyBy((sale) => sale.shop);
        const none = Duration.ofSeconds(0);
        keyed.intervalJoin(keyed).between(none, none).lowerBoundExclusive().process(new Joined());
      },
    ],
    [
      'one instance in two coGroups',
      /one instance of Pairs is given to two operators/,
      (env) => {
        const pairs = new Pairs();
        grouped(env).apply(pairs);
        grouped(env).apply(pairs);
      },
    ],
    ['a parallelism of zero', /a parallelism of 0/, (env) => env.setParallelism(0)],
    [
      'a max parallelism of half',
      /a max parallelism of 0\.5/,
      (env) =>
        from(env)
          .map((sale) => sale)
          .setMaxParallelism(0.5),
    ],
    [
      'a slot sharing group without a name',
      /slotSharingGroup: a name is expected/,
      (env) =>
        from(env)
          .map((sale) => sale)
          .slotSharingGroup(''),
    ],
    [
      'a keyed stream that is to be spread otherwise',
      /rebalance\(\) on a keyed stream would tear its keys apart/,
      (env) =>
        from(env)
          .keyBy((sale) => sale.shop)
          .rebalance(),
    ],
    [
      'forward to another parallelism',
      /"Map" has a parallelism of 2 and "Filter" of 4: forward\(\) needs the same/,
      (env) =>
        from(env)
          .map((sale) => sale)
          .setParallelism(2)
          .forward()
          .filter(() => true)
          .setParallelism(4)
          .sinkTo(sink()),
    ],
    [
      'a checkpoint setting without checkpoints',
      /checkpointing is off/,
      (env) => env.getCheckpointConfig().setTolerableCheckpointFailureNumber(1),
    ],
    ['checkpoints every 5 ms', /an interval of 5 ms/, (env) => env.enableCheckpointing(5)],
    [
      'a checkpoint timeout of a millisecond',
      /a timeout of 1 ms, a whole number of at least 10 ms/,
      (env) => env.enableCheckpointing(100).getCheckpointConfig().setCheckpointTimeout(1),
    ],
    [
      'an option that jobs cannot set',
      /the option "restart-strategy\.typ" can't be set in a job. These can: restart-strategy\.type, /,
      (env) => env.configure({ ...JSON.parse('{"restart-strategy.typ": "none"}') }),
    ],
    [
      'a checkpoint mode that Flink does not have',
      /the mode "ONCE"; EXACTLY_ONCE or AT_LEAST_ONCE is expected/,
      (env) => env.enableCheckpointing(1000, 'ONCE' as never),
    ],
    [
      'half a restart',
      /fixed-delay\.attempts is 0\.5: a whole number from 1/,
      (env) => env.configure({ 'restart-strategy.type': 'fixed-delay', 'restart-strategy.fixed-delay.attempts': 0.5 }),
    ],
    ['fromData without records', /at least one record/, (env) => env.fromData()],
    ['fromData with NaN', /fromData: record 1\.x is NaN/, (env) => env.fromData({ x: 1 }, { x: Number.NaN })],
    [
      'fromData with a Date',
      /fromData: record 0\.at is a Date: use getTime/,
      (env) => env.fromData({ at: new Date(0) }),
    ],
    [
      'topics and topicPattern together',
      /either topics or topicPattern/,
      () => new KafkaSource({ ...kafka, groupId: 'g', topics: 'a', topicPattern: /b/ }),
    ],
    [
      'exactly once without a prefix',
      /EXACTLY_ONCE needs a transactionalIdPrefix/,
      () => new KafkaSink({ ...kafka, topic: 'a', deliveryGuarantee: 'EXACTLY_ONCE' }),
    ],
    ['a generator of half a record', /a count of 0\.5/, () => new DataGeneratorSource((n) => n, 0.5)],
    ['a rate of zero', /perSecond\(0\)/, () => RateLimiterStrategy.perSecond(0)],
    ['half a record per checkpoint', /perCheckpoint\(0\.5\)/, () => RateLimiterStrategy.perCheckpoint(0.5)],
    [
      'a window that fires at the end, with checkpoints',
      /"window" fires at the end of its input, and Flink sorts that input, which does not go with checkpoints: leave out env\.enableCheckpointing/,
      (env) => {
        env.enableCheckpointing(1000);
        env.fromData({ n: 1 }).windowAll(GlobalWindows.createWithEndOfStreamTrigger()).sum('n').name('window').print();
      },
    ],
    [
      'exactly once without checkpoints',
      /"Sink: out" writes exactly once, .* this job takes none: call env\.enableCheckpointing/,
      (env) =>
        from(env).sinkTo(
          new KafkaSink({ ...kafka, topic: 'out', deliveryGuarantee: 'EXACTLY_ONCE', transactionalIdPrefix: 'a' }),
        ),
    ],
    [
      'one prefix for the transactions of two sinks',
      /"Sink: a" and "Sink: b" have the transactionalIdPrefix "p"/,
      (env) => {
        env.enableCheckpointing(1000);
        for (const topic of ['a', 'b']) {
          from(env).sinkTo(
            new KafkaSink({ ...kafka, topic, deliveryGuarantee: 'EXACTLY_ONCE', transactionalIdPrefix: 'p' }),
          );
        }
      },
    ],
    [
      'a delivery guarantee that Flink does not have',
      /deliveryGuarantee is "TWICE"; expected is one of NONE, AT_LEAST_ONCE, EXACTLY_ONCE/,
      () => new KafkaSink({ ...kafka, topic: 'a', deliveryGuarantee: 'TWICE' as 'NONE' }),
    ],
    [
      'a sink key that is no function',
      /new KafkaSink: key is "user", a function is expected/,
      () => new KafkaSink({ ...kafka, topic: 'a', key: 'user' as never }),
    ],
    [
      'a property that has an option of its own',
      /group\.id is set by the option groupId/,
      () => new KafkaSource({ ...kafka, topics: 'a', groupId: 'g', properties: { 'group.id': 'h' } }),
    ],
    [
      'a property that is a number',
      /the property max\.poll\.records is 10, a text is expected/,
      () => new KafkaSource({ ...kafka, topics: 'a', groupId: 'g', properties: { 'max.poll.records': 10 as never } }),
    ],
    [
      'a topic without a name',
      /each of the topics is empty/,
      () => new KafkaSource({ ...kafka, topics: ['a', ''], groupId: 'g' }),
    ],
    ['offsets of nothing', /give it at least one offset/, () => OffsetsInitializer.offsets([])],
    [
      'a negative offset',
      /the offset of t is -1, a whole number from 0/,
      () => OffsetsInitializer.offsets([{ topic: 't', partition: 0, offset: -1 }]),
    ],
    ['a timestamp that is no number', /the timestamp is NaN/, () => OffsetsInitializer.timestamp(Number.NaN)],
    [
      'a time to live of zero',
      /a time to live of 0 ms, a whole number of at least 1 ms/,
      () => new StateTtlConfig({ timeToLive: Duration.ofMillis(0) }),
    ],
    [
      'a visibility that Flink does not have',
      /stateVisibility is "Never"; expected is one of NeverReturnExpired/,
      () => new StateTtlConfig({ timeToLive: Duration.ofSeconds(1), stateVisibility: 'Never' as never }),
    ],
    [
      'a reduction without a function',
      /a reduce function is expected second/,
      () => new ReducingStateDescriptor('r', 1 as never),
    ],
    ['a window without size', /a size of at least 1 ms/, () => TumblingEventTimeWindows.of(Duration.ofMillis(0))],
    ['half a millisecond', /Duration\.ofMillis\(0\.5\)/, () => Duration.ofMillis(0.5)],
    ['a tag that starts with our underscores', /does not start with "__"/, () => new OutputTag('__malformed')],
  ];
  it.each(mistakes)('%s', (_, sentence, build) => {
    expect(() => plan(build)).toThrow(sentence);
  });
});

it('a build function that is async is refused', () => {
  expect(() =>
    plan((async (env: StreamExecutionEnvironment) => {
      from(env).sinkTo(sink());
    }) as (env: StreamExecutionEnvironment) => void),
  ).toThrow(/build function of job "test" is async/);
});

it('offsets are copied into the plan', () => {
  const { plan } = OffsetsInitializer.offsets([{ topic: 't', partition: 0, offset: 7 }], 'latest');
  expect(plan).toEqual({ kind: 'offsets', offsets: [{ topic: 't', partition: 0, offset: 7 }], reset: 'latest' });
});
