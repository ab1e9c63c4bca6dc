/**
 * Takes the time at which the order is looked at.
 * @mistake not-event-time
 * @task 1
 */
import type { Order } from '../../../../lessons/06-watermarks/order.js';

export * from '../../../../lessons/06-watermarks/solution.js';
export { default } from '../../../../lessons/06-watermarks/solution.js';

export function eventTime(_order: Order): number {
  return Date.now();
}
