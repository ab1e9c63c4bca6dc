/** The harness's state and timers: what is Flink's on a cluster. */
import { describe, expect, it } from 'vitest';
import {
  type Collector,
  Duration,
  type KeyedProcessContext,
  KeyedProcessFunction,
  type KeyedTimerService,
  type ListState,
  ListStateDescriptor,
  type MapState,
  MapStateDescriptor,
  type OnTimerContext,
  type ReducingState,
  ReducingStateDescriptor,
  StateTtlConfig,
  type StateTtlOptions,
  type ValueState,
  ValueStateDescriptor,
} from '../../src/api.js';
import { testHarness } from '../../src/testing.js';

type Deed = (timers: KeyedTimerService) => void;

/** Does what it was told for a key, and logs the timers that fire. */
class Timers extends KeyedProcessFunction<string, string, unknown> {
  constructor(
    private readonly deeds: Record<string, Deed>,
    private readonly onFire: Deed = () => {},
  ) {
    super();
  }
  processElement(key: string, ctx: KeyedProcessContext<string>) {
    this.deeds[key]?.(ctx.timerService());
  }
  override onTimer(at: number, ctx: OnTimerContext<string>, out: Collector<unknown>) {
    this.onFire(ctx.timerService());
    out.collect([ctx.getCurrentKey(), at]);
  }
}
const timers = (deeds: Record<string, Deed>, onFire?: Deed) => {
  const harness = testHarness(new Timers(deeds, onFire), (key) => key);
  for (const key of Object.keys(deeds)) harness.processElement(key, 100);
  return harness;
};

describe('event-time timers', () => {
  it('fire in order, once for a key and a time, unless deleted, with their own timestamp', () => {
    const harness = timers({
      a: (t) => {
        for (const at of [30, 10, 30, 20, 40]) t.registerEventTimeTimer(at);
        t.deleteEventTimeTimer(20);
        t.deleteEventTimeTimer(21);
      },
      b: (t) => t.registerEventTimeTimer(15),
    });
    expect(harness.numEventTimeTimers()).toBe(4);
    harness.processWatermark(30);
    expect(harness.extractOutputStreamRecords()).toEqual([
      { value: ['a', 10], timestamp: 10 },
      { value: ['b', 15], timestamp: 15 },
      { value: ['a', 30], timestamp: 30 },
    ]);
    expect(harness.numEventTimeTimers()).toBe(1);
  });

  it('of the past fire at the next watermark, and one that is not later is none', () => {
    const harness = testHarness(new Timers({ a: (t) => t.registerEventTimeTimer(10) }), (key) => key);
    harness.processWatermark(50);
    harness.processElement('a');
    for (const watermark of [9, 50]) harness.processWatermark(watermark);
    expect(harness.output()).toEqual([]);
    expect(harness.currentWatermark()).toBe(50);
    harness.processWatermark(51);
    expect(harness.output()).toEqual([['a', 10]]);
  });

  it('at the end of time fire with the last watermark', () => {
    const harness = timers({
      a: (t) => {
        for (const at of [Number.MAX_SAFE_INTEGER, 2 ** 60, 1e300, -0.5]) t.registerEventTimeTimer(at);
      },
    });
    harness.processWatermark(Number.MAX_SAFE_INTEGER - 1);
    expect(harness.output()).toEqual([['a', 0]]);
    harness.processWatermark(Number.MAX_SAFE_INTEGER);
    expect(harness.output()).toEqual([
      ['a', 0],
      ['a', Number.MAX_SAFE_INTEGER],
      ['a', 2 ** 60],
      ['a', Number.MAX_SAFE_INTEGER],
    ]);
  });

  it('that set one another for ever are stopped', () => {
    const harness = timers({ a: (t) => t.registerEventTimeTimer(1) }, (t) =>
      t.registerEventTimeTimer(t.currentWatermark()),
    );
    expect(() => harness.processWatermark(5)).toThrow('each time: it never ends');
  });
});

it('processing-time timers fire when the clock is set, those of the past after the record, without a timestamp', () => {
  const harness = timers({
    a: (t) => {
      t.registerProcessingTimeTimer(t.currentProcessingTime() + 10);
      t.registerProcessingTimeTimer(t.currentProcessingTime());
    },
  });
  expect(harness.extractOutputStreamRecords()).toEqual([{ value: ['a', 0], timestamp: null }]);
  harness.setProcessingTime(9);
  expect(harness.numProcessingTimeTimers()).toBe(1);
  harness.setProcessingTime(10);
  expect(harness.output()).toEqual([
    ['a', 0],
    ['a', 10],
  ]);
});

interface States {
  value: ValueState<number>;
  list: ListState<number>;
  map: MapState<number | string, number>;
  largest: ReducingState<number>;
}
type Step = (states: States, out: Collector<unknown>) => void;

/** Runs the steps that it is given with records; its states may expire. */
class Stateful extends KeyedProcessFunction<string, { key: string; step: number }, unknown> {
  readonly steps: Step[] = [];
  private states!: States;
  constructor(private readonly ttl?: Omit<StateTtlOptions, 'timeToLive'>) {
    super();
  }
  override open() {
    const context = this.getRuntimeContext();
    const value = new ValueStateDescriptor<number>('value');
    const list = new ListStateDescriptor<number>('list');
    const map = new MapStateDescriptor<number | string, number>('map');
    const largest = new ReducingStateDescriptor<number>('largest', Math.max);
    const ttl = this.ttl && new StateTtlConfig({ timeToLive: Duration.ofMillis(100), ...this.ttl });
    if (ttl) for (const descriptor of [value, list, map, largest]) descriptor.enableTimeToLive(ttl);
    this.states = {
      value: context.getState(value),
      list: context.getListState(list),
      map: context.getMapState(map),
      largest: context.getReducingState(largest),
    };
  }
  processElement({ step }: { key: string; step: number }, _ctx: KeyedProcessContext<string>, out: Collector<unknown>) {
    this.steps[step]?.(this.states, out);
  }
}
function stateful(ttl?: Omit<StateTtlOptions, 'timeToLive'>) {
  const fn = new Stateful(ttl);
  const harness = testHarness(fn, ({ key }) => key);
  const run = (key: string, step: Step) => harness.processElement({ key, step: fn.steps.push(step) - 1 });
  return { harness, run };
}
const write: Step = ({ value, list, map, largest }) => {
  value.update(1);
  list.addAll([1, 2]);
  map.put('one', 1);
  largest.add(1);
};
const read: Step = ({ value, list, map, largest }, out) =>
  out.collect([value.value(), list.get(), [...map.entries()], largest.get()]);
const ALL = [1, [1, 2], [['one', 1]], 1];
const NOTHING = [null, [], [], null];

describe('state', () => {
  it('belongs to its key, and is counted until it is cleared', () => {
    const { harness, run } = stateful();
    run('a', write);
    run('b', read);
    run('a', read);
    expect(harness.output()).toEqual([NOTHING, ALL]);
    expect(harness.numKeyedStateEntries()).toBe(4);
    run('a', ({ value, list, map, largest }) => {
      value.clear();
      list.update([]);
      map.remove('one');
      largest.clear();
    });
    expect(harness.numKeyedStateEntries()).toBe(0);
  });

  it('gives copies, and keeps what was written', () => {
    const { harness, run } = stateful();
    run('a', ({ list, map }, out) => {
      list.add(1);
      list.get().push(2);
      map.put(-0, 5);
      out.collect([list.get(), map.contains(0), map.get('0')]);
    });
    expect(harness.output()).toEqual([[[1], true, null]]);
  });

  it('of a map comes in the order of a Java HashMap', () => {
    const { harness, run } = stateful();
    run('a', ({ map }, out) => {
      for (const key of ['one', 'two', 'three', 12, 11]) map.put(key, 0);
      out.collect([...map.keys()]);
    });
    expect(harness.output()[0]).not.toEqual(['one', 'two', 'three', 12, 11]);
    expect(new Set(harness.output()[0] as string[])).toEqual(new Set(['one', 'two', 'three', 12, 11]));
  });

  it('of a map can lose the entry that a loop is at, and no other', () => {
    const { harness, run } = stateful();
    run('a', ({ map }, out) => {
      for (const key of [1, 2, 3]) map.put(key, key);
      for (const [key] of map.entries()) if (key !== 3) map.remove(key);
      out.collect([...map.keys()]);
    });
    expect(harness.output()).toEqual([[3]]);
    const twist: Step = ({ map }) => {
      for (const key of [1, 2, 3]) map.put(key, key);
      for (const key of map.keys()) map.put(`${key}!`, 0);
    };
    expect(() => run('a', twist)).toThrow('the map of state "map" got or lost entries while a loop read it');
  });
});

describe('a snapshot', () => {
  it('is JSON with state and timers, and nothing of the function', () => {
    class Fields extends KeyedProcessFunction<string, string, unknown> {
      private field = 0;
      private state!: ValueState<number>;
      override open() {
        this.state = this.getRuntimeContext().getState(new ValueStateDescriptor<number>('n'));
      }
      processElement(_: string, ctx: KeyedProcessContext<string>, out: Collector<unknown>) {
        this.field += 1;
        this.state.update((this.state.value() ?? 0) + 1);
        ctx.timerService().registerEventTimeTimer(50);
        ctx.timerService().registerProcessingTimeTimer(60);
        out.collect([this.field, this.state.value()]);
      }
      override onTimer(at: number, ctx: OnTimerContext<string>, out: Collector<unknown>) {
        out.collect([ctx.timeDomain(), at]);
      }
    }
    const make = () => testHarness(new Fields(), (key) => key);
    const harness = make();
    harness.processElement('a');
    harness.processWatermark(10);
    const snapshot = JSON.parse(JSON.stringify(harness.snapshot()));
    harness.processElement('a');
    const restored = make().initializeState(snapshot);
    expect(restored.numKeyedStateEntries()).toBe(1);
    expect(restored.currentWatermark()).toBe(Number.MIN_SAFE_INTEGER);
    restored.processElement('a');
    restored.processWatermark(50);
    restored.setProcessingTime(60);
    expect(restored.output()).toEqual([
      [1, 2],
      ['EVENT_TIME', 50],
      ['PROCESSING_TIME', 60],
    ]);
    expect(() => restored.initializeState(snapshot)).toThrow('this harness has worked already');
    // What happened since left the snapshot as it was.
    expect(make().initializeState(snapshot).snapshot()).toEqual(snapshot);
  });

  it('keeps lists and maps, and what the function no longer asks for', () => {
    const { harness, run } = stateful();
    run('a', write);
    const restored = new Stateful();
    const again = testHarness(restored, ({ key }) => key).initializeState(harness.snapshot());
    restored.steps.push(read, ({ list }) => list.add(3));
    again.processElement({ key: 'a', step: 0 });
    again.processElement({ key: 'a', step: 1 });
    expect(again.output()).toEqual([ALL]);
    run('a', read);
    expect(harness.output()).toEqual([ALL]);
    const stateless = testHarness({ filter: () => true }, (key: string) => key).initializeState(harness.snapshot());
    expect(stateless.snapshot()).toEqual(harness.snapshot());
  });

  it('of another kind of state is refused', () => {
    const { harness, run } = stateful();
    run('a', write);
    class Other extends KeyedProcessFunction<string, string, unknown> {
      override open() {
        this.getRuntimeContext().getListState(new ListStateDescriptor<number>('value'));
      }
      processElement(_key: string) {}
    }
    expect(() => testHarness(new Other(), (key) => key).initializeState(harness.snapshot())).toThrow(
      'the state "value" is a value in the snapshot, and the function asks for a list',
    );
  });
});

describe('a time to live', () => {
  it.each([
    ['counts from the last write', {}, [ALL, NOTHING]],
    ['counts from the last use', { updateType: 'OnReadAndWrite' }, [ALL, ALL]],
    ['is none if disabled', { updateType: 'Disabled' }, [ALL, ALL]],
  ] as const)('%s', (_, ttl, seen) => {
    const { harness, run } = stateful(ttl);
    run('a', write);
    harness.setProcessingTime(99);
    run('a', read);
    harness.setProcessingTime(100);
    run('a', read);
    expect(harness.output()).toEqual(seen);
  });

  it('ends for each element and entry by itself', () => {
    const { harness, run } = stateful({});
    run('a', write);
    harness.setProcessingTime(50);
    run('a', ({ list, map, largest }) => {
      list.add(3);
      map.put('two', 2);
      largest.add(0);
    });
    harness.setProcessingTime(120);
    run('a', read);
    expect(harness.output()).toEqual([[null, [3], [['two', 2]], 1]]);
    harness.setProcessingTime(160);
    run('a', ({ largest }, out) => {
      largest.add(0);
      out.collect(largest.get());
    });
    expect(harness.output()[1]).toBe(0);
  });

  it('removes what has expired at the next use of the state, a few keys at a time, and not before', () => {
    const { harness, run } = stateful({});
    for (let n = 0; n < 8; n++) run(`k${n}`, ({ value }) => value.update(n));
    harness.setProcessingTime(1000);
    expect(harness.numKeyedStateEntries()).toBe(8);
    const use = () => run('other', ({ value }) => value.value());
    use();
    expect(harness.numKeyedStateEntries()).toBeGreaterThan(2);
    for (let n = 0; n < 3; n++) use();
    expect(harness.numKeyedStateEntries()).toBe(0);
  });
});
