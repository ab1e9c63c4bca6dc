import { type AggregateFunction, type Collector, ProcessWindowFunction, type WindowContext } from '@workbook/flink';
import { fromCents, type ProcessedTransaction, toCents } from './pricing.js';

/** What one key bought in one window: a record of `user_aggregations`. */
export interface Aggregation {
  /** Whether `key` is a user or a category. */
  kind: AggregationKind;
  key: string;
  /** ISO 8601, inclusive. */
  window_start: string;
  /** ISO 8601, exclusive. */
  window_end: string;
  count: number;
  /** Sum of `amount`. */
  amount: number;
  /** Sum of `discount`. */
  discount: number;
  /** Sum of `total`. */
  total: number;
}

export type AggregationKind = 'user' | 'category';

/** A transaction that came after its window had closed: a record of `late_transactions`. */
export interface LateTransaction extends ProcessedTransaction {
  /** The aggregation that did without it. */
  missing_from: AggregationKind;
}

/** What a window remembers of its transactions: not the transactions, only this. Money in cents. */
interface Sums {
  count: number;
  amount: number;
  discount: number;
}

/** Adds up the transactions of a window as they come. */
export class SumUp implements AggregateFunction<ProcessedTransaction, Sums, Sums> {
  createAccumulator(): Sums {
    return { count: 0, amount: 0, discount: 0 };
  }

  add(transaction: ProcessedTransaction, sums: Sums): Sums {
    return {
      count: sums.count + 1,
      amount: sums.amount + toCents(transaction.amount),
      discount: sums.discount + toCents(transaction.discount),
    };
  }

  getResult(sums: Sums): Sums {
    return sums;
  }

  merge(a: Sums, b: Sums): Sums {
    return { count: a.count + b.count, amount: a.amount + b.amount, discount: a.discount + b.discount };
  }
}

/** Writes on a window's sums whose they are, and of which minute. */
export class Label extends ProcessWindowFunction<Sums, Aggregation, string> {
  constructor(private readonly kind: AggregationKind) {
    super();
  }

  override process(key: string, ctx: WindowContext, [sums]: readonly [Sums], out: Collector<Aggregation>): void {
    out.collect({
      kind: this.kind,
      key,
      window_start: new Date(ctx.window().getStart()).toISOString(),
      window_end: new Date(ctx.window().getEnd()).toISOString(),
      count: sums.count,
      amount: fromCents(sums.amount),
      discount: fromCents(sums.discount),
      total: fromCents(sums.amount - sums.discount),
    });
  }
}
