/** Numbers each account's bookings, and closes each account by a timer; written exactly once. */
import {
  type Collector,
  Duration,
  defineJob,
  KafkaSink,
  KafkaSource,
  type KeyedProcessContext,
  KeyedProcessFunction,
  type OnTimerContext,
  type ValueState,
  ValueStateDescriptor,
  WatermarkStrategy,
} from '@workbook/flink';

interface Booking {
  account: string;
  n: number;
  at: number;
}
type Args = { broker: string; in: string; out: string; closing: number };

class Ledger extends KeyedProcessFunction<string, Booking, object> {
  private count!: ValueState<number>;

  constructor(private readonly closing: number) {
    super();
  }

  override open() {
    this.count = this.getRuntimeContext().getState(new ValueStateDescriptor<number>('count'));
  }

  processElement({ account, n, at }: Booking, ctx: KeyedProcessContext<string>, out: Collector<object>) {
    const count = (this.count.value() ?? 0) + 1;
    this.count.update(count);
    // Only the first booking sets the timer: after a restart it must come out of the checkpoint.
    if (count === 1) ctx.timerService().registerEventTimeTimer(this.closing);
    if (at < this.closing) out.collect({ account, n, count });
  }

  override onTimer(_at: number, ctx: OnTimerContext<string>, out: Collector<object>) {
    out.collect({ account: ctx.getCurrentKey(), closed: this.count.value() });
  }
}

export default defineJob<Args>('ledger', (env, args) => {
  env.setParallelism(2).enableCheckpointing(Duration.ofMillis(500));
  const source = new KafkaSource<Booking>({ bootstrapServers: args.broker, topics: args.in, groupId: args.in });
  const watermarks = WatermarkStrategy.forMonotonousTimestamps<Booking>().withTimestampAssigner(({ at }) => at);
  env
    .fromSource(source, watermarks, 'bookings')
    .uid('bookings')
    .keyBy(({ account }) => account)
    .process(new Ledger(args.closing))
    .uid('ledger')
    .sinkTo(
      new KafkaSink({
        bootstrapServers: args.broker,
        topic: args.out,
        deliveryGuarantee: 'EXACTLY_ONCE',
        transactionalIdPrefix: args.out,
      }),
    )
    .uid('written');
});
