/**
 * Takes the later order for the larger one.
 * @mistake wrong-order
 * @task 2
 */
import type { Order } from '../../../../lessons/05-windows/order.js';

export * from '../../../../lessons/05-windows/solution.js';
export { default } from '../../../../lessons/05-windows/solution.js';

export function largerOrder(a: Order, b: Order): Order {
  return a.at >= b.at ? a : b;
}
