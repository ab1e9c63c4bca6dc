/**
 * Forgets the key: the orders of one customer land in any partition.
 * @mistake wrong-key
 * @task 1
 */
import type { Message } from 'kafkajs';
import type { Order } from '../../../../lessons/01-kafka-producer/order.js';

export * from '../../../../lessons/01-kafka-producer/solution.js';

export function toMessage(order: Order): Message {
  return {
    value: JSON.stringify(order),
    headers: { 'content-type': 'application/json', source: 'shop' },
    timestamp: String(order.paidAt),
  };
}
