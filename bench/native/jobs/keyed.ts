import {
  type Collector,
  Duration,
  defineJob,
  type KeyedProcessContext,
  KeyedProcessFunction,
  type MapState,
  MapStateDescriptor,
  type OnTimerContext,
  WatermarkStrategy,
} from '@workbook/flink';
import type { Transaction } from '../../../pipelines/transactions/transaction.js';
import { type Args, readTransactions, write } from './frame.js';

interface Sums {
  count: number;
  cents: number;
}

interface MinuteOfUser extends Sums {
  user: string;
  /** In ms since 1970. */
  end: number;
}

const MINUTE_MS = 60_000;

/** Windows made by hand, from state and timers, as in Flink's own training. `KeyedJob.java` is its twin. */
export default defineJob<Args>('keyed', (env, args) => {
  const eventTime = WatermarkStrategy.forBoundedOutOfOrderness<Transaction>(
    Duration.ofSeconds(5),
  ).withTimestampAssigner((transaction) => Date.parse(transaction.timestamp));
  const sums = readTransactions(env, args, eventTime)
    .keyBy((transaction) => transaction.user_id)
    .process(new PseudoWindow());
  write(sums, args);
});

class PseudoWindow extends KeyedProcessFunction<string, Transaction, MinuteOfUser> {
  /** By the minute's end. */
  private minutes!: MapState<number, Sums>;

  override open(): void {
    this.minutes = this.getRuntimeContext().getMapState(new MapStateDescriptor<number, Sums>('minutes'));
  }

  override processElement({ amount }: Transaction, ctx: KeyedProcessContext<string>): void {
    const time = ctx.timestamp() ?? 0;
    const end = time - (time % MINUTE_MS) + MINUTE_MS;
    ctx.timerService().registerEventTimeTimer(end - 1);
    const { count, cents } = this.minutes.get(end) ?? { count: 0, cents: 0 };
    this.minutes.put(end, { count: count + 1, cents: cents + Math.round(amount * 100) });
  }

  override onTimer(timestamp: number, ctx: OnTimerContext<string>, out: Collector<MinuteOfUser>): void {
    const end = timestamp + 1;
    const sums = this.minutes.get(end);
    if (sums) out.collect({ ...sums, user: ctx.getCurrentKey(), end });
    this.minutes.remove(end);
  }
}
