/** Matches orders with their payments: one operator with two inputs, its state and its timers. */
import {
  type Collector,
  defineJob,
  KafkaSink,
  KafkaSource,
  KeyedCoProcessFunction,
  type KeyedProcessContext,
  type OnTimerContext,
  OutputTag,
  type ValueState,
  ValueStateDescriptor,
  WatermarkStrategy,
} from '@workbook/flink';

interface Order {
  id: number;
  user: string;
  at: number;
}
interface Payment {
  order: { id: number };
  amount: number;
  at: number;
}
type Paid = { order: number; user: string; amount: number; key: { id: number } };

const UNPAID = new OutputTag<{ unpaid: number; at: number; domain: string }>('unpaid');
const MINUTE = 60_000;

class Match extends KeyedCoProcessFunction<{ id: number }, Order, Payment, Paid> {
  private order!: ValueState<Order>;
  private payment!: ValueState<Payment>;

  override open() {
    this.order = this.getRuntimeContext().getState(new ValueStateDescriptor<Order>('order'));
    this.payment = this.getRuntimeContext().getState(new ValueStateDescriptor<Payment>('payment'));
  }

  processElement1(order: Order, ctx: KeyedProcessContext<{ id: number }>, out: Collector<Paid>) {
    const payment = this.payment.value();
    if (payment) return this.match(order, payment, ctx, out);
    this.order.update(order);
    ctx.timerService().registerEventTimeTimer(order.at + MINUTE);
  }

  processElement2(payment: Payment, ctx: KeyedProcessContext<{ id: number }>, out: Collector<Paid>) {
    const order = this.order.value();
    if (!order) return this.payment.update(payment);
    ctx.timerService().deleteEventTimeTimer(order.at + MINUTE);
    this.match(order, payment, ctx, out);
  }

  private match(order: Order, payment: Payment, ctx: KeyedProcessContext<{ id: number }>, out: Collector<Paid>) {
    out.collect({ order: order.id, user: order.user, amount: payment.amount, key: ctx.getCurrentKey() });
    this.order.clear();
    this.payment.clear();
  }

  override onTimer(at: number, ctx: OnTimerContext<{ id: number }>) {
    ctx.output(UNPAID, { unpaid: ctx.getCurrentKey().id, at, domain: ctx.timeDomain() });
  }
}

type Args = { broker: string; orders: string; payments: string; paid: string; unpaid: string; keyedFirst: boolean };

export default defineJob<Args>('payments', (env, args) => {
  env.setParallelism(2);
  const read = <T extends { at: number }>(topic: string) =>
    env.fromSource(
      new KafkaSource<T>({ bootstrapServers: args.broker, topics: topic, groupId: topic }),
      WatermarkStrategy.forMonotonousTimestamps<T>().withTimestampAssigner(({ at }) => at),
      topic,
    );
  const orders = read<Order>(args.orders).setParallelism(1);
  const payments = read<Payment>(args.payments).setParallelism(1);
  const idOf = (order: Order) => ({ id: order.id });
  const both = args.keyedFirst
    ? orders.keyBy(idOf).connect(payments.keyBy(({ order }) => order))
    : orders.connect(payments).keyBy(idOf, ({ order }) => order);
  const paid = both.process(new Match()).name('match').uid('match');
  paid.sinkTo(new KafkaSink({ bootstrapServers: args.broker, topic: args.paid }));
  paid.getSideOutput(UNPAID).sinkTo(new KafkaSink({ bootstrapServers: args.broker, topic: args.unpaid }));
});
