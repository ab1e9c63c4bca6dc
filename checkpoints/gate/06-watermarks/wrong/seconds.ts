/**
 * Timestamps in seconds.
 * @mistake wrong-unit
 * @task 1
 */
import type { Order } from '../../../../lessons/06-watermarks/order.js';

export * from '../../../../lessons/06-watermarks/solution.js';
export { default } from '../../../../lessons/06-watermarks/solution.js';

export function eventTime(order: Order): number {
  return Math.floor(Date.parse(order.orderedAt) / 1000);
}
