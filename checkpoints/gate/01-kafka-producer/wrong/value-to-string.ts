/**
 * Writes "[object Object]".
 * @mistake value-not-json
 * @task 1
 */
import type { Message } from 'kafkajs';
import type { Order } from '../../../../lessons/01-kafka-producer/order.js';
import * as solution from '../../../../lessons/01-kafka-producer/solution.js';

export * from '../../../../lessons/01-kafka-producer/solution.js';

export function toMessage(order: Order): Message {
  return { ...solution.toMessage(order), value: String(order) };
}
