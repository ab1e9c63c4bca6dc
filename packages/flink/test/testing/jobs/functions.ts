/**
 * A function of each kind. Each writes a log of its calls: what it was called with, what it saw and, where Flink decides when
 * it is called, the watermark. The harness is then told the same, and must see the same.
 */
import {
  type AggregateFunction,
  type AggregatingState,
  AggregatingStateDescriptor,
  type Collector,
  CoProcessFunction,
  KeyedCoProcessFunction,
  type KeyedProcessContext,
  KeyedProcessFunction,
  type ListState,
  ListStateDescriptor,
  type MapState,
  MapStateDescriptor,
  type OnTimerContext,
  OutputTag,
  type ProcessContext,
  ProcessFunction,
  ProcessWindowFunction,
  type ReduceFunction,
  type ReducingState,
  ReducingStateDescriptor,
  RichCoFlatMapFunction,
  RichCoMapFunction,
  RichFilterFunction,
  RichFlatMapFunction,
  RichMapFunction,
  type ValueState,
  ValueStateDescriptor,
  type WindowContext,
} from '@workbook/flink';
import type { Command } from './commands.js';

/** One entry of a function's log. */
export interface Entry {
  by: string;
  /** In which order the function wrote its entries, over all outputs. */
  seq: number;
  /** The number of the record that it was called with. */
  element?: number;
  /** Which input the record came from, if there are two. */
  input?: 1 | 2;
  /** The time of the timer that fired. */
  timer?: number;
  /** The window that it was called for, and the numbers of its records; none if the window is gone. */
  window?: { user: string; start: number; end: number; elements?: number[] };
  watermark?: number;
  /** The processing time, where it matters. */
  now?: number;
  [what: string]: unknown;
}

/** What comes next to the main output. */
export const ASIDE = new OutputTag<Entry>('aside');

/** A key of two parts: its properties have no order. */
export interface Owner {
  user: string;
  first: string;
}
export const owner = ({ user }: Command): Owner => ({ user, first: user.slice(0, 1) });

class Log {
  #seq = 0;
  constructor(private readonly by: string) {}
  entry = (what: Omit<Entry, 'by' | 'seq'>): Entry => ({ by: this.by, seq: this.#seq++, ...what });
}

class Mean implements AggregateFunction<number, { sum: number; count: number }, number> {
  createAccumulator = () => ({ sum: 0, count: 0 });
  add(n: number, acc: { sum: number; count: number }) {
    acc.sum += n;
    acc.count += 1;
    return acc;
  }
  getResult = ({ sum, count }: { sum: number; count: number }) => sum / count;
  merge = (a: { sum: number; count: number }, b: { sum: number; count: number }) => ({
    sum: a.sum + b.sum,
    count: a.count + b.count,
  });
}

const SEEN = new ValueStateDescriptor<number>('seen');
const next = (seen: ValueState<number>): number => {
  const count = (seen.value() ?? 0) + 1;
  seen.update(count);
  return count;
};

export class MapKind extends RichMapFunction<Command, Entry> {
  private readonly log = new Log('map');
  private seen!: ValueState<number>;
  override open() {
    this.seen = this.getRuntimeContext().getState(SEEN);
  }
  map = ({ n }: Command) => this.log.entry({ element: n, seen: next(this.seen), gone: undefined });
}

/** Lets each second record of a key pass. */
export class FilterKind extends RichFilterFunction<Command> {
  private seen!: ValueState<number>;
  override open() {
    this.seen = this.getRuntimeContext().getState(SEEN);
  }
  filter = () => next(this.seen) % 2 === 0;
}

export class FlatMapKind extends RichFlatMapFunction<Command, Entry> {
  private readonly log = new Log('flatMap');
  private seen!: ListState<number>;
  override open() {
    this.seen = this.getRuntimeContext().getListState(new ListStateDescriptor<number>('seen'));
  }
  flatMap({ n }: Command, out: Collector<Entry>) {
    if (n % 7 === 0) this.seen.update([n, -n]);
    else this.seen.addAll([n]);
    out.collect(this.log.entry({ element: n, seen: this.seen.get() }));
    if (n % 2 === 0) out.collect(this.log.entry({ again: n }));
  }
}

export class ProcessKind extends ProcessFunction<Command, Entry> {
  private readonly log = new Log('process');
  processElement({ n }: Command, ctx: ProcessContext, out: Collector<Entry>) {
    const watermark = ctx.timerService().currentWatermark();
    ctx.output(ASIDE, this.log.entry({ element: n, watermark }));
    out.collect(this.log.entry({ timestamp: ctx.timestamp(), watermark }));
  }
}

export class KeyedProcessKind extends KeyedProcessFunction<Owner, Command, Entry> {
  private readonly log = new Log('keyedProcess');
  private last!: ValueState<{ n: number; text?: string }>;
  private all!: ListState<number>;
  private times!: MapState<number, number>;
  private largest!: ReducingState<number>;
  private mean!: AggregatingState<number, number>;

  override open() {
    const context = this.getRuntimeContext();
    this.last = context.getState(new ValueStateDescriptor<{ n: number; text?: string }>('last'));
    this.all = context.getListState(new ListStateDescriptor<number>('all'));
    this.times = context.getMapState(new MapStateDescriptor<number, number>('times'));
    this.largest = context.getReducingState(new ReducingStateDescriptor<number>('largest', Math.max));
    this.mean = context.getAggregatingState(new AggregatingStateDescriptor('mean', new Mean()));
  }

  processElement(command: Command, ctx: KeyedProcessContext<Owner>, out: Collector<Entry>) {
    const { n, event = [], cancel = [], inMs, clear, forget } = command;
    const timers = ctx.timerService();
    const now = inMs === undefined ? undefined : timers.currentProcessingTime();
    for (const at of event) timers.registerEventTimeTimer(at);
    for (const at of cancel) timers.deleteEventTimeTimer(at);
    if (inMs !== undefined && now !== undefined) {
      timers.registerProcessingTimeTimer(now + inMs);
      timers.registerProcessingTimeTimer(now + inMs + 1);
      timers.deleteProcessingTimeTimer(now + inMs + 1);
    }
    if (clear) for (const state of [this.last, this.all, this.times, this.largest, this.mean]) state.clear();
    if (forget !== undefined) this.times.remove(forget);
    this.last.update({ n, text: undefined });
    this.all.add(n);
    for (const of of [n, n * 1000, n % 3]) this.times.put(of, (this.times.get(of) ?? 0) + 1);
    this.largest.add(n % 10);
    this.mean.add(n);
    const call = { element: n, watermark: timers.currentWatermark(), now };
    out.collect(this.log.entry({ ...call, timestamp: ctx.timestamp(), key: ctx.getCurrentKey(), ...this.state() }));
  }

  override onTimer(timer: number, ctx: OnTimerContext<Owner>, out: Collector<Entry>) {
    const domain = ctx.timeDomain();
    const watermark = domain === 'EVENT_TIME' ? ctx.timerService().currentWatermark() : undefined;
    const seen = { domain, timestamp: ctx.timestamp(), key: ctx.getCurrentKey(), ...this.state() };
    out.collect(this.log.entry({ timer, watermark, ...seen }));
    ctx.output(ASIDE, this.log.entry({ domain }));
    // One is for the past, and due at once.
    if (timer === 4000) for (const at of [timer - 1, timer + 501]) ctx.timerService().registerEventTimeTimer(at);
    this.all.clear();
  }

  private state() {
    const [times, none] = [[...this.times.entries()], this.times.isEmpty()];
    const [last, all, largest, mean] = [this.last.value(), this.all.get(), this.largest.get(), this.mean.get()];
    return { last, all, times, none, largest, mean };
  }
}

export class CoMapKind extends RichCoMapFunction<Command, Command, Entry> {
  private readonly log = new Log('coMap');
  private seen!: ValueState<number>;
  override open() {
    this.seen = this.getRuntimeContext().getState(SEEN);
  }
  map1 = ({ n }: Command) => this.log.entry({ element: n, input: 1, seen: next(this.seen) });
  map2 = ({ n }: Command) => this.log.entry({ element: n, input: 2, seen: next(this.seen) });
}

export class CoFlatMapKind extends RichCoFlatMapFunction<Command, Command, Entry> {
  private readonly log = new Log('coFlatMap');
  private seen!: ValueState<number>;
  override open() {
    this.seen = this.getRuntimeContext().getState(SEEN);
  }
  flatMap1({ n }: Command, out: Collector<Entry>) {
    out.collect(this.log.entry({ element: n, input: 1, seen: next(this.seen) }));
  }
  flatMap2({ n }: Command, out: Collector<Entry>) {
    for (const twice of [1, 2]) out.collect(this.log.entry({ element: twice === 1 ? n : undefined, input: 2, twice }));
  }
}

export class CoProcessKind extends CoProcessFunction<Command, Command, Entry> {
  private readonly log = new Log('coProcess');
  processElement1({ n }: Command, ctx: ProcessContext, out: Collector<Entry>) {
    const watermark = ctx.timerService().currentWatermark();
    out.collect(this.log.entry({ element: n, input: 1, watermark, timestamp: ctx.timestamp() }));
  }
  processElement2({ n }: Command, ctx: ProcessContext) {
    const watermark = ctx.timerService().currentWatermark();
    ctx.output(ASIDE, this.log.entry({ element: n, input: 2, watermark }));
  }
}

/** Tells of the second input's records that none of the first was there for in time. */
export class KeyedCoProcessKind extends KeyedCoProcessFunction<Owner, Command, Command, Entry> {
  private readonly log = new Log('keyedCoProcess');
  private waiting!: MapState<number, number>;
  override open() {
    this.waiting = this.getRuntimeContext().getMapState(new MapStateDescriptor<number, number>('waiting'));
  }
  processElement1({ n }: Command, ctx: KeyedProcessContext<Owner>, out: Collector<Entry>) {
    const waiting = [...this.waiting.entries()];
    for (const [at] of waiting) ctx.timerService().deleteEventTimeTimer(at);
    this.waiting.clear();
    const watermark = ctx.timerService().currentWatermark();
    out.collect(this.log.entry({ element: n, input: 1, watermark, key: ctx.getCurrentKey(), waiting }));
  }
  processElement2({ n }: Command, ctx: KeyedProcessContext<Owner>, out: Collector<Entry>) {
    const due = (ctx.timestamp() ?? 0) + 1000;
    this.waiting.put(due, n);
    ctx.timerService().registerEventTimeTimer(due);
    out.collect(this.log.entry({ element: n, input: 2, watermark: ctx.timerService().currentWatermark() }));
  }
  override onTimer(timer: number, ctx: OnTimerContext<Owner>, out: Collector<Entry>) {
    const alone = this.waiting.get(timer);
    this.waiting.remove(timer);
    const watermark = ctx.timerService().currentWatermark();
    out.collect(this.log.entry({ timer, watermark, key: ctx.getCurrentKey(), alone, timestamp: ctx.timestamp() }));
  }
}

export class ReduceKind implements ReduceFunction<Command> {
  reduce = (first: Command, second: Command): Command => ({ ...second, at: first.at, n: first.n + second.n });
}

export class AggregateKind implements AggregateFunction<Command, { ns: number[] }, { by: string; ns: string }> {
  createAccumulator = () => ({ ns: [] });
  add({ n }: Command, acc: { ns: number[] }) {
    acc.ns.push(n);
    return acc;
  }
  getResult = ({ ns }: { ns: number[] }) => ({ by: 'aggregate', ns: ns.join() });
  merge = (a: { ns: number[] }, b: { ns: number[] }) => ({ ns: [...a.ns, ...b.ns] });
}

/** Which key it is, `clear()` is not told. */
const USER = new ValueStateDescriptor<string>('user');

export class WindowKind extends ProcessWindowFunction<Command, Entry, string> {
  private readonly log = new Log('window');
  process(user: string, ctx: WindowContext, commands: readonly Command[], out: Collector<Entry>) {
    const fired = next(ctx.windowState().getState(new ValueStateDescriptor<number>('fired')));
    const seen = next(ctx.globalState().getState(SEEN));
    ctx.globalState().getState(USER).update(user);
    const elements = commands.map(({ n }) => n);
    const window = { user, start: ctx.window().getStart(), end: ctx.window().getEnd(), elements };
    out.collect(this.log.entry({ window, watermark: ctx.currentWatermark(), fired, seen }));
  }
  override clear(ctx: WindowContext) {
    const fired = ctx.windowState().getState(new ValueStateDescriptor<number>('fired'));
    const user = ctx.globalState().getState(USER).value() ?? '';
    const window = { user, start: ctx.window().getStart(), end: ctx.window().getEnd() };
    ctx.output(ASIDE, this.log.entry({ window, watermark: ctx.currentWatermark(), fired: fired.value() }));
    fired.clear();
  }
}
