import {
  type AggregateFunction,
  type AllWindowContext,
  type Collector,
  Duration,
  defineJob,
  EventTimeSessionWindows,
  KafkaSink,
  KafkaSource,
  ProcessAllWindowFunction,
  ProcessWindowFunction,
  SlidingEventTimeWindows,
  TumblingEventTimeWindows,
  WatermarkStrategy,
  type WindowContext,
} from '@workbook/flink';
import { Todo } from '../todo.js';
import type { CategoryTotal, Order, TopCategories, Total, UserTotal, Visit, WindowsArgs } from './order.js';

/** Task 1. Counts orders and adds up their amounts, one order at a time. */
export class Totals implements AggregateFunction<Order, Total, Total> {
  /** Called for every new window of every key. */
  createAccumulator(): Total {
    throw new Todo('task 1, createAccumulator');
  }

  /** Returns the total with this order in it. */
  add(order: Order, total: Total): Total {
    throw new Todo('task 1, add');
  }

  getResult(total: Total): Total {
    throw new Todo('task 1, getResult');
  }

  /** Joins the totals of two windows that have become one. */
  merge(a: Total, b: Total): Total {
    throw new Todo('task 1, merge');
  }
}

/** Task 2. The order with the larger amount. */
export function largerOrder(a: Order, b: Order): Order {
  throw new Todo('task 2, largerOrder');
}

/**
 * Task 2. The names of the three categories with the largest amounts, the largest first. Where amounts are equal, the
 * names decide: a before b. There may be fewer than three.
 */
export function topThree(totals: readonly CategoryTotal[]): string[] {
  throw new Todo('task 2, topThree');
}

/** Task 3. Adds the user and the window's start and end to the window's total. */
export class PerUser extends ProcessWindowFunction<Total, UserTotal, string> {
  process(user: string, ctx: WindowContext, totals: readonly Total[], out: Collector<UserTotal>): void {
    throw new Todo('task 3, PerUser');
  }
}

/** Task 4. The same for a category. */
export class PerCategory extends ProcessWindowFunction<Total, CategoryTotal, string> {
  process(category: string, ctx: WindowContext, totals: readonly Total[], out: Collector<CategoryTotal>): void {
    throw new Todo('task 4, PerCategory');
  }
}

/** Task 5. Makes a visit of a session's largest order. */
export class PerVisit extends ProcessWindowFunction<Order, Visit, string> {
  process(user: string, ctx: WindowContext, largest: readonly Order[], out: Collector<Visit>): void {
    throw new Todo('task 5, PerVisit');
  }
}

/** Task 6. Emits one TopCategories for the totals that came in. All of them have the same end. */
export class Top extends ProcessAllWindowFunction<CategoryTotal, TopCategories> {
  process(ctx: AllWindowContext, totals: readonly CategoryTotal[], out: Collector<TopCategories>): void {
    throw new Todo('task 6, Top');
  }
}

export default defineJob<WindowsArgs>('windows', (env, args) => {
  const { bootstrapServers, groupId } = args;

  // The source is given. The time in the order counts (event time), and orders may come 5 s out of order: see lesson 6.
  const orders = env.fromSource(
    new KafkaSource<Order>({ bootstrapServers, groupId, topics: args.orders }),
    WatermarkStrategy.forBoundedOutOfOrderness<Order>(Duration.ofSeconds(5)).withTimestampAssigner((order) => order.at),
    'orders',
  );

  // Task 3. Each user's total of each minute, to the topic args.userTotals. Use aggregate, so that no window keeps its orders,
  // and name the operator 'user totals'.
  throw new Todo('task 3, the job');

  // Task 4. Each category's total of the last minute, every 20 seconds, to args.categoryTotals: 'category totals', and
  // aggregate again.

  // Task 5. A user's visit ends when no order comes for 30 seconds. Each visit with its largest order, to args.visits: use
  // reduce, and name the operator 'visits'.

  // Task 6. The top three of each minute of task 4, to args.topCategories: 'top categories'. What a window emits has the
  // last millisecond of the window as its timestamp.
});
