/** State used where it can't be. */
import {
  type Collector,
  DiscardingSink,
  defineJob,
  type KeyedProcessContext,
  KeyedProcessFunction,
  ListStateDescriptor,
  MapStateDescriptor,
  RichMapFunction,
  type ValueState,
  ValueStateDescriptor,
} from '@workbook/flink';

class TooEarly extends KeyedProcessFunction<number, number, number> {
  private count!: ValueState<number>;
  override open() {
    this.count = this.getRuntimeContext().getState(new ValueStateDescriptor<number>('count'));
    this.count.update(0);
  }
  processElement(n: number, _ctx: KeyedProcessContext<number>, out: Collector<number>) {
    out.collect(n);
  }
}

class Twice extends KeyedProcessFunction<number, number, number> {
  override open() {
    this.getRuntimeContext().getState(new ValueStateDescriptor<number>('count'));
    this.getRuntimeContext().getListState(new ListStateDescriptor<number>('count'));
  }
  processElement(n: number, _ctx: KeyedProcessContext<number>, out: Collector<number>) {
    out.collect(n);
  }
}

class Keyless extends RichMapFunction<number, number> {
  override open() {
    this.getRuntimeContext().getState(new ValueStateDescriptor<number>('count'));
  }
  map = (n: number) => n;
}

class ChangedWhileRead extends KeyedProcessFunction<number, number, number> {
  processElement(_n: number, _ctx: KeyedProcessContext<number>, out: Collector<number>) {
    const map = this.getRuntimeContext().getMapState(new MapStateDescriptor<number, number>('ages'));
    for (const n of [1, 2, 3]) map.put(n, n);
    for (const n of map.keys()) {
      for (const other of [1, 2, 3]) if (other !== n) map.remove(other);
      out.collect(n);
    }
  }
}

export default defineJob<{ mistake: string }>('state-mistakes', (env, { mistake }) => {
  const numbers = env.fromData(1, 2);
  const keyed = numbers.keyBy((n) => n);
  if (mistake === 'in open') keyed.process(new TooEarly()).sinkTo(new DiscardingSink());
  if (mistake === 'declared twice') keyed.process(new Twice()).sinkTo(new DiscardingSink());
  if (mistake === 'changed while read') keyed.process(new ChangedWhileRead()).sinkTo(new DiscardingSink());
  if (mistake === 'sum') {
    const large = env.fromData({ key: 'a', bytes: Number.MAX_SAFE_INTEGER }, { key: 'a', bytes: 2 });
    large
      .keyBy(({ key }) => key)
      .sum('bytes')
      .sinkTo(new DiscardingSink());
  }
  if (mistake === 'without keys') numbers.map(new Keyless()).sinkTo(new DiscardingSink());
});
