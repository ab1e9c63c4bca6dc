/** Every other operator of two inputs, over bounded streams: each record that comes out says where it has been. */
import {
  type CoFlatMapFunction,
  type Collector,
  type CoMapFunction,
  CoProcessFunction,
  defineJob,
  KafkaSink,
  OutputTag,
  type ProcessContext,
  RichCoFlatMapFunction,
  RichCoMapFunction,
  type ValueState,
  ValueStateDescriptor,
} from '@workbook/flink';

type Out = [by: string, value: string | number | null, count?: number];

class Label implements CoMapFunction<number, string, Out> {
  map1 = (n: number): Out => ['map1', n];
  map2 = (text: string): Out => ['map2', text];
}

class Twice implements CoFlatMapFunction<number, string, Out> {
  flatMap1(n: number, out: Collector<Out>) {
    out.collect(['flatMap1', n]);
    out.collect(['flatMap1', -n]);
  }
  flatMap2() {}
}

/** Counts the records of a key, whichever stream they come from. */
class Count extends RichCoMapFunction<number, string, Out> {
  private seen!: ValueState<number>;
  override open() {
    this.seen = this.getRuntimeContext().getState(new ValueStateDescriptor<number>('seen'));
  }
  private count() {
    const seen = (this.seen.value() ?? 0) + 1;
    this.seen.update(seen);
    return seen;
  }
  map1 = (n: number): Out => ['count', String(n), this.count()];
  map2 = (text: string): Out => ['count', text, this.count()];
}

class CountFlat extends RichCoFlatMapFunction<number, string, Out> {
  private seen!: ValueState<number>;
  override open() {
    this.seen = this.getRuntimeContext().getState(new ValueStateDescriptor<number>('seen'));
  }
  private add(out: Collector<Out>, value: string) {
    const seen = (this.seen.value() ?? 0) + 1;
    this.seen.update(seen);
    out.collect(['count flat', value, seen]);
  }
  flatMap1(n: number, out: Collector<Out>) {
    this.add(out, String(n));
  }
  flatMap2(text: string, out: Collector<Out>) {
    this.add(out, text);
  }
}

const TEXTS = new OutputTag<Out>('texts');

class Part extends CoProcessFunction<number, string, Out> {
  processElement1(n: number, ctx: ProcessContext, out: Collector<Out>) {
    if (ctx.timestamp() === null) out.collect(['process1', n]);
  }
  processElement2(text: string, ctx: ProcessContext) {
    ctx.output(TEXTS, ['process2', text]);
  }
}

export default defineJob<{ broker: string; out: string }>('two-inputs', (env, { broker, out }) => {
  env.setParallelism(2);
  const sink = () => new KafkaSink<Out>({ bootstrapServers: broker, topic: out });
  const both = () => env.fromData(1, 2).connect(env.fromData('1', '2'));
  const keyed = () =>
    both().keyBy(
      (n) => String(n),
      (text) => text,
    );
  both().map(new Label()).sinkTo(sink());
  both().flatMap(new Twice()).sinkTo(sink());
  keyed().map(new Count()).sinkTo(sink());
  keyed().flatMap(new CountFlat()).sinkTo(sink());
  const parted = both().process(new Part());
  parted.sinkTo(sink());
  parted.getSideOutput(TEXTS).sinkTo(sink());
});
