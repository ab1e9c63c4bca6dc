import { defineJob, KafkaSource } from '@workbook/flink';
import { Todo } from '../todo.js';
import type { Order, WatermarkArgs } from './order.js';

/** The job's windows last 10 seconds, and are kept for 10 more. */
export const WINDOW_MS = 10_000;
export const LATENESS_MS = 10_000;

/** What becomes of a record: it is in time, it corrects a result that is out already, or it is too late. */
export type Fate = 'in time' | 'update' | 'too late';

/** Task 1. When the order happened, in ms since 1970. */
export function eventTime(order: Order): number {
  throw new Todo('task 1, eventTime');
}

/**
 * Task 2. The watermark after records with these timestamps (ms since 1970), in this order, if records may be up to
 * `outOfOrdernessMs` out of order.
 */
export function watermarkAfter(timestamps: readonly number[], outOfOrdernessMs: number): number {
  throw new Todo('task 2, watermarkAfter');
}

/** Task 3. What becomes of a record with this timestamp if it comes when the watermark is here. */
export function fateOf(timestamp: number, watermark: number): Fate {
  throw new Todo('task 3, fateOf');
}

export default defineJob<WatermarkArgs>('sales-by-event-time', (env, args) => {
  const { bootstrapServers, groupId } = args;
  env.setParallelism(args.parallelism);
  const source = new KafkaSource<Order>({ bootstrapServers, groupId, topics: args.orders });

  // Task 4. The sales of each shop in windows of 10 s by event time, to the topic args.sales, with the shop as the key.
  // Orders are up to 5 s out of order. Give the strategy to the source: there each partition has a watermark of its own.
  // order.ts has the aggregate TotalSales and the window function WithWindow.
  throw new Todo('task 4, the job');

  // Task 5. A window is kept for 10 s after its end, and corrected. Orders that come even later go to args.late.

  // Task 6. A partition that gets no records for half a second no longer holds the others back.
});
