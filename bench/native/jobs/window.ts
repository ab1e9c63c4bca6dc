import {
  type AggregateFunction,
  type Collector,
  Duration,
  defineJob,
  ProcessWindowFunction,
  TumblingEventTimeWindows,
  WatermarkStrategy,
  type WindowContext,
} from '@workbook/flink';
import type { Transaction } from '../../../pipelines/transactions/transaction.js';
import { type Args, readTransactions, write } from './frame.js';

interface Purchase {
  user: string;
  cents: number;
  quantity: number;
}

interface Sums {
  count: number;
  cents: number;
  quantity: number;
}

interface MinuteOfUser extends Sums {
  user: string;
  /** In ms since 1970. */
  end: number;
}

/** Parse, filter, map, and sums per user and minute. `WindowJob.java` and `window_job.py` are its twins. */
export default defineJob<Args>('window', (env, args) => {
  const eventTime = WatermarkStrategy.forBoundedOutOfOrderness<Transaction>(
    Duration.ofSeconds(5),
  ).withTimestampAssigner((transaction) => Date.parse(transaction.timestamp));
  const sums = readTransactions(env, args, eventTime)
    .filter((transaction) => transaction.amount > 100)
    .map(({ user_id, amount, quantity }): Purchase => ({ user: user_id, cents: Math.round(amount * 100), quantity }))
    .keyBy((purchase) => purchase.user)
    .window(TumblingEventTimeWindows.of(Duration.ofMinutes(1)))
    .aggregate(new SumUp(), new Label());
  write(sums, args);
});

class SumUp implements AggregateFunction<Purchase, Sums, Sums> {
  createAccumulator(): Sums {
    return { count: 0, cents: 0, quantity: 0 };
  }

  add(purchase: Purchase, sums: Sums): Sums {
    sums.count += 1;
    sums.cents += purchase.cents;
    sums.quantity += purchase.quantity;
    return sums;
  }

  getResult(sums: Sums): Sums {
    return sums;
  }

  merge(a: Sums, b: Sums): Sums {
    return { count: a.count + b.count, cents: a.cents + b.cents, quantity: a.quantity + b.quantity };
  }
}

class Label extends ProcessWindowFunction<Sums, MinuteOfUser, string> {
  process(user: string, ctx: WindowContext, [sums]: readonly Sums[], out: Collector<MinuteOfUser>): void {
    if (sums) out.collect({ ...sums, user, end: ctx.window().getEnd() });
  }
}
