/** What the harness makes of functions: calls, state without keys, failures, windows. */
import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import {
  type AllWindowContext,
  type Collector,
  CoProcessFunction,
  HttpAsyncFunction,
  type KeyedProcessContext,
  KeyedProcessFunction,
  ListStateDescriptor,
  MapStateDescriptor,
  OutputTag,
  ProcessAllWindowFunction,
  type ProcessContext,
  ProcessFunction,
  ProcessJoinFunction,
  ProcessWindowFunction,
  ReducingStateDescriptor,
  RichMapFunction,
  ValueStateDescriptor,
  type WindowContext,
} from '../../src/api.js';
import { testHarness } from '../../src/testing.js';

interface Sale {
  shop: string;
  amount: number;
}
const shop = (sale: Sale) => sale.shop;
const COUNT = new ValueStateDescriptor<number>('count');

/** A keyed process function of one method. */
class Keyed extends KeyedProcessFunction<string, Sale, unknown> {
  constructor(
    private readonly work: (sale: Sale, self: Keyed, ctx: KeyedProcessContext<string>, out: Collector<unknown>) => void,
  ) {
    super();
  }
  processElement(sale: Sale, ctx: KeyedProcessContext<string>, out: Collector<unknown>) {
    this.work(sale, this, ctx, out);
  }
}

class OpensState extends RichMapFunction<Sale, Sale> {
  override open() {
    this.getRuntimeContext().getState(COUNT);
  }
  map = (sale: Sale) => sale;
}

describe('what a cluster refuses, the harness refuses in the same words', () => {
  it('state without keys', () => {
    expect(() => testHarness(new OpensState())).toThrow(
      'the state "count" belongs to keys, and this stream has none: call keyBy(…) before this operator',
    );
    expect(testHarness(new OpensState(), shop).output()).toEqual([]);
  });

  it('state in open(), and a name for two states', () => {
    class TooEarly extends OpensState {
      override open() {
        this.getRuntimeContext().getState(COUNT).update(0);
      }
    }
    class Twice extends OpensState {
      override open() {
        super.open();
        this.getRuntimeContext().getListState(new ListStateDescriptor<number>('count'));
      }
    }
    expect(() => testHarness(new TooEarly(), shop)).toThrow(/"count" is used in open\(\), where there is no record/);
    expect(() => testHarness(new Twice(), shop)).toThrow('declared twice: as a value, and as a list');
  });

  it('timers without keys, also if the function catches it', () => {
    class Timed extends ProcessFunction<Sale, Sale> {
      processElement(_sale: Sale, ctx: ProcessContext) {
        try {
          (ctx as KeyedProcessContext<string>).timerService().registerEventTimeTimer(1);
        } catch {}
      }
    }
    expect(() => testHarness(new Timed()).processElement({ shop: 'a', amount: 1 })).toThrow(
      'Setting timers is only supported on a keyed stream',
    );
  });

  it.each([
    ['no JSON', () => Number.NaN, /the record returned by map.*NaN/],
    ['a promise', () => Promise.resolve(1), /is a promise, and a task thread can't wait for it/],
    ['a change to a record', (sale: Sale) => Object.assign(sale, { amount: 2 }), /\(records are frozen, as operators/],
  ])('%s', (_, map: (sale: Sale) => unknown, sentence) => {
    const sale = { shop: 'a', amount: 1 };
    expect(() => testHarness({ map }).processElement(sale)).toThrow(sentence);
    expect(Object.isFrozen(sale)).toBe(false);
  });

  it('async functions, keys that are none, records that are no JSON', () => {
    expect(() => testHarness({ map: async () => 1 })).toThrow("is async, and a task thread can't wait for a promise");
    const keyless = testHarness({ filter: () => true }, () => undefined);
    expect(() => keyless.processElement({})).toThrow('the key is undefined: a record needs a key');
    const harness = testHarness({ map: (v: unknown) => v });
    expect(() => harness.processElement({ at: new Date() })).toThrow(/the record given to processElement\(\).*Date/);
    expect(() => harness.processElement({}, Number.NaN)).toThrow('processElement: the timestamp: NaN is no time');
    harness.processElement({ n: undefined });
    expect(harness.output()).toStrictEqual([{}]);
  });
});

describe('what is no function for the harness is told', () => {
  class Joined extends ProcessJoinFunction<Sale, Sale, Sale> {
    processElement() {}
  }
  it.each([
    ['a bare function', (v: unknown) => v, /a bare function does not say whether it maps/],
    ['nothing', undefined, /undefined is no function of Flink's/],
    ['an object', {}, /has no method that Flink would call/],
    ['a join', new Joined(), /Joined needs Flink, which finds the records that belong together/],
    ['async I/O', new HttpAsyncFunction({ url: 'http://localhost' }), /HttpAsyncFunction calls a service/],
    ['reduce without keys', { reduce: (a: unknown) => a }, /is a reduce function, which works on keys/],
  ])('%s', (_, fn, sentence) => {
    const untyped = testHarness as (fn: unknown) => unknown;
    expect(() => untyped(fn)).toThrow(sentence);
  });

  it('one key selector for two inputs', () => {
    const untyped = testHarness as (...args: unknown[]) => unknown;
    expect(() => untyped({ map1: () => 1, map2: () => 2 }, shop)).toThrow('are given for 1 of 2 inputs');
  });
});

it('an instance is for one harness: its fields would survive what they do not survive in a job', () => {
  const fn = new OpensState();
  testHarness(fn, shop);
  expect(() => testHarness(fn, shop)).toThrow(
    /instance of OpensState was in another harness and brings its fields along/,
  );
});

describe('a failure', () => {
  it("is the function's own error, and the end, until a new instance starts from a snapshot", () => {
    const failing = () =>
      new Keyed(({ amount }, self, _ctx, out) => {
        if (amount < 0) throw new RangeError('a negative amount');
        const count = self.getRuntimeContext().getState(COUNT);
        count.update((count.value() ?? 0) + 1);
        out.collect(count.value());
      });
    const harness = testHarness(failing(), shop);
    harness.processElement({ shop: 'a', amount: 1 });
    const snapshot = harness.snapshot();
    expect(() => harness.processElement({ shop: 'a', amount: -1 })).toThrow(new RangeError('a negative amount'));
    expect(() => harness.processElement({ shop: 'a', amount: 1 })).toThrow(
      /has failed, and a job would start it again/,
    );
    expect(() => harness.snapshot()).toThrow(/has failed/);
    expect(harness.output()).toEqual([1]);
    const restored = testHarness(failing(), shop).initializeState(snapshot);
    restored.processElement({ shop: 'a', amount: 1 });
    expect(restored.output()).toEqual([2]);
  });

  it('of a function in a state can not be swallowed', () => {
    const reduce = () => {
      throw new Error('in reduce');
    };
    const harness = testHarness(
      new Keyed(({ amount }, self) => {
        const sum = self.getRuntimeContext().getReducingState(new ReducingStateDescriptor<number>('sum', reduce));
        try {
          sum.add(amount);
        } catch {}
      }),
      shop,
    );
    harness.processElement({ shop: 'a', amount: 1 });
    expect(() => harness.processElement({ shop: 'a', amount: 1 })).toThrow('in reduce');
  });
});

it('functions are opened and closed once, and work no more then', () => {
  const calls: string[] = [];
  class Rich extends RichMapFunction<number, number> {
    override open() {
      calls.push('open', this.getRuntimeContext().getTaskInfo().getTaskNameWithSubtasks());
    }
    override close() {
      calls.push('close');
    }
    map = (n: number) => n + 1;
  }
  const harness = testHarness(new Rich());
  harness.processElement(1, 5);
  harness.close();
  harness.close();
  expect(calls).toEqual(['open', 'map (1/1)#0', 'close']);
  expect(harness.extractOutputStreamRecords()).toEqual([{ value: 2, timestamp: 5 }]);
  expect(() => harness.processElement(1)).toThrow('the harness is closed');
});

it('what close() throws after a failure is only printed', () => {
  const print = vi.spyOn(console, 'error').mockImplementation(() => {});
  class Bad extends OpensState {
    override close() {
      throw new Error('no connection');
    }
    override map = () => {
      throw new Error('first');
    };
  }
  const harness = testHarness(new Bad(), shop);
  expect(() => harness.processElement({ shop: 'a', amount: 1 })).toThrow('first');
  harness.close();
  expect(print).toHaveBeenCalledWith('close() failed: no connection');
  print.mockRestore();
});

it('metrics count, and side outputs are kept apart', () => {
  const large = new OutputTag<number>('large');
  const harness = testHarness(
    new Keyed(({ amount }, self, ctx, out) => {
      const sales = self.getRuntimeContext().getMetricGroup().addGroup('shop', ctx.getCurrentKey()).counter('sales');
      sales.inc();
      if (amount > 10) ctx.output(large, amount);
      else out.collect(sales.getCount());
    }),
    shop,
  );
  for (const [shop, amount] of [
    ['a', 1],
    ['b', 11],
    ['a', 2],
  ] as const)
    harness.processElement({ shop, amount });
  expect(harness.output()).toEqual([1, 2]);
  expect(harness.sideOutput(large)).toEqual([11]);
  expect(harness.sideOutput(new OutputTag<number>('small'))).toEqual([]);
});

it('a function of two inputs has the watermark of the input that is behind', () => {
  class Both extends CoProcessFunction<number, number, number> {
    processElement1(_n: number, ctx: ProcessContext, out: Collector<number>) {
      out.collect(ctx.timerService().currentWatermark());
    }
    processElement2(n: number, ctx: ProcessContext, out: Collector<number>) {
      this.processElement1(n, ctx, out);
    }
  }
  const harness = testHarness(new Both());
  harness.processWatermark1(10);
  harness.processElement1(1);
  harness.processWatermark2(5);
  harness.processElement2(1);
  harness.processWatermark2(4);
  harness.processWatermark2(20);
  harness.processElement1(1);
  harness.processWatermark(30);
  expect(harness.output()).toEqual([Number.MIN_SAFE_INTEGER, 5, 10]);
  expect(harness.currentWatermark()).toBe(30);
});

describe('window functions', () => {
  class Total extends ProcessWindowFunction<Sale, unknown, string> {
    constructor(private readonly clears = true) {
      super();
    }
    process(shop: string, ctx: WindowContext, sales: readonly Sale[], out: Collector<unknown>) {
      const fired = ctx.windowState().getState(COUNT);
      fired.update((fired.value() ?? 0) + 1);
      const total = ctx.globalState().getState(new ValueStateDescriptor<number>('total'));
      total.update((total.value() ?? 0) + sales.reduce((sum, { amount }) => sum + amount, 0));
      out.collect([shop, ctx.window().getStart(), ctx.window().maxTimestamp(), fired.value(), total.value()]);
    }
    override clear(ctx: WindowContext) {
      if (this.clears) ctx.windowState().getState(COUNT).clear();
    }
  }
  const sales = [
    { shop: 'a', amount: 1 },
    { shop: 'a', amount: 2 },
  ];

  it('have state for each window and key, and for each key; what clear() leaves behind is counted', () => {
    const harness = testHarness(new Total());
    harness.processWindow('a', { start: 0, end: 10 }, sales);
    harness.processWindow('a', { start: 0, end: 10 }, sales);
    harness.processWindow('a', { start: 10, end: 20 }, sales);
    harness.processWindow('b', { start: 0, end: 10 }, sales);
    expect(harness.extractOutputStreamRecords()).toEqual([
      { value: ['a', 0, 9, 1, 3], timestamp: 9 },
      { value: ['a', 0, 9, 2, 6], timestamp: 9 },
      { value: ['a', 10, 19, 1, 9], timestamp: 19 },
      { value: ['b', 0, 9, 1, 3], timestamp: 9 },
    ]);
    expect(harness.numKeyedStateEntries()).toBe(5);
    for (const start of [0, 10]) harness.clearWindow('a', { start, end: start + 10 });
    expect(harness.numKeyedStateEntries()).toBe(3);

    const leaky = testHarness(new Total(false));
    leaky.processWindow('a', { start: 0, end: 10 }, sales);
    leaky.clearWindow('a', { start: 0, end: 10 });
    expect(leaky.numKeyedStateEntries()).toBe(2);
  });

  it('refuse a window without time, and a state name for both', () => {
    class Mixed extends Total {
      override process(_shop: string, ctx: WindowContext) {
        ctx.windowState().getState(COUNT);
        ctx.globalState().getState(COUNT);
      }
    }
    expect(() => testHarness(new Total()).processWindow('a', { start: 5, end: 5 }, [])).toThrow('has no time in it');
    expect(() => testHarness(new Mixed()).processWindow('a', { start: 0, end: 5 }, [])).toThrow(
      'globalState(): there is a state "count" in windowState() already',
    );
  });

  it('of whole streams have no key', () => {
    class All extends ProcessAllWindowFunction<Sale, unknown> {
      process(ctx: AllWindowContext, elements: readonly Sale[], out: Collector<unknown>) {
        const count = ctx.globalState().getMapState(new MapStateDescriptor<string, number>('count'));
        count.put('n', (count.get('n') ?? 0) + elements.length);
        out.collect([ctx.window().getEnd(), count.get('n')]);
      }
    }
    const harness = testHarness(new All());
    harness.processWindow({ start: 0, end: 10 }, sales);
    harness.processWindow({ start: 10, end: 20 }, sales);
    expect(harness.output()).toEqual([
      [10, 2],
      [20, 4],
    ]);
  });
});

it('the example of the README is the one that runs', () => {
  const read = (file: string) => readFileSync(new URL(file, import.meta.url), 'utf8');
  expect(read('../../README.md')).toContain(`\`\`\`ts\n${read('basket.unit.test.ts')}\`\`\``);
});
