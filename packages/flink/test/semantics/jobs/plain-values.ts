/** Records that are no objects, through every operator and through an exchange. */
import { type Collector, defineJob, KafkaSink, OutputTag, type ProcessContext, ProcessFunction } from '@workbook/flink';

const copies = new OutputTag<unknown>('copies');

class Copy extends ProcessFunction<unknown, unknown> {
  processElement(value: unknown, ctx: ProcessContext, out: Collector<unknown>) {
    out.collect(value);
    ctx.output(copies, value);
  }
}

export default defineJob<{ broker: string; out: string }>('plain-values', (env, { broker, out }) => {
  const copied = env
    .fromData<unknown>(null, 0, 1.5, true, false, '', 'text', [], [null, [1]], {})
    .map((value) => value)
    .filter(() => true)
    .flatMap<unknown>((value, collector) => collector.collect(value))
    .rebalance()
    .process(new Copy());
  const sink = (name: string) =>
    new KafkaSink<unknown>({ bootstrapServers: broker, topic: out, key: () => name, value: (value) => ({ value }) });
  copied.sinkTo(sink('main'));
  copied.getSideOutput(copies).sinkTo(sink('side'));
});
