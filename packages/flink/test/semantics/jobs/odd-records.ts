/** Records that JSON writes in another way, from one function to the next: in one task, and through an exchange. */
import {
  type Collector,
  type DataStream,
  defineJob,
  KafkaSink,
  type KeyedProcessContext,
  KeyedProcessFunction,
  OutputTag,
  type ProcessContext,
  ProcessFunction,
  type ValueState,
  ValueStateDescriptor,
} from '@workbook/flink';

const side = new OutputTag<unknown>('side');

/** Each is made twice: the second time its shape is known. */
const makers: (() => object | number)[] = [
  () => ({ id: 1, discount: undefined }),
  () => ({ id: 2, discount: -0 }),
  () => ({ id: 3, nested: { a: undefined, list: [{ b: undefined }, -0] } }),
  () => ({
    id: 4,
    get discount() {
      return Math.random();
    },
  }),
  () => ({ id: 5, groups: /(?<word>\w+)/.exec('word')?.groups }),
  () => -0,
];

class Make extends ProcessFunction<number, unknown> {
  processElement(_: number, ctx: ProcessContext, out: Collector<unknown>) {
    for (const make of [...makers, ...makers]) {
      out.collect(make());
      ctx.output(side, make());
    }
  }
}

/** What a function can see of a record. */
function view(record: unknown): string {
  if (typeof record !== 'object' || record === null) return `${Object.is(record, -0) ? '-0' : record}`;
  const { id, discount, groups, nested } = { discount: 5, ...record } as Record<string, unknown>;
  const isConstant = { discount: 5, ...record }.discount === discount;
  const prototype = groups === undefined ? '' : Object.getPrototypeOf(groups) === Object.prototype;
  const names = Object.keys(record);
  const inside =
    nested === undefined ? '' : Object.entries(nested as object).map(([name, part]) => `${name}=${describe(part)}`);
  return [id, typeof discount, Object.is(discount, -0), isConstant, prototype, names, inside].join(' ');
}

function describe(parts: unknown): string {
  return (parts as unknown[])
    .map((part) => (typeof part === 'object' ? Object.keys(part ?? {}) : Object.is(part, -0)))
    .join();
}

/** Sees a record as it came, and as its state gives it back. */
class Remember extends KeyedProcessFunction<number, unknown, string> {
  private last!: ValueState<unknown>;

  override open() {
    this.last = this.getRuntimeContext().getState(new ValueStateDescriptor<unknown>('last'));
  }

  processElement(record: unknown, _: KeyedProcessContext<number>, out: Collector<string>) {
    this.last.update(record);
    out.collect(view(this.last.value()));
  }
}

export default defineJob<{ broker: string; out: string; objectReuse: boolean }>('odd-records', (env, args) => {
  if (args.objectReuse) env.getConfig().enableObjectReuse();
  const made = env.fromData(1).process(new Make());
  const write = (stream: DataStream<string>, name: string) =>
    stream.sinkTo(new KafkaSink<string>({ bootstrapServers: args.broker, topic: args.out, key: () => name }));
  write(made.map(view), 'chained');
  write(made.rebalance().map(view), 'exchanged');
  write(made.getSideOutput(side).map(view), 'side, chained');
  write(made.getSideOutput(side).rebalance().map(view), 'side, exchanged');
  write(made.keyBy(() => 1).process(new Remember()), 'state');
});
