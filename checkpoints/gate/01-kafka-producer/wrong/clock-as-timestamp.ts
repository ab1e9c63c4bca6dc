/**
 * Takes the clock's time instead of the event's.
 * @mistake wrong-timestamp
 * @task 1
 */
import type { Message } from 'kafkajs';
import type { Order } from '../../../../lessons/01-kafka-producer/order.js';
import * as solution from '../../../../lessons/01-kafka-producer/solution.js';

export * from '../../../../lessons/01-kafka-producer/solution.js';

export function toMessage(order: Order): Message {
  return { ...solution.toMessage(order), timestamp: String(Date.now()) };
}
