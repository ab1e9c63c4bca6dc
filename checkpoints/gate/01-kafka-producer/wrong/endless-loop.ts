/**
 * Never comes back.
 * @mistake endless-loop
 * @task 1
 */
import type { Message } from 'kafkajs';
import type { Order } from '../../../../lessons/01-kafka-producer/order.js';

export * from '../../../../lessons/01-kafka-producer/solution.js';

export function toMessage(order: Order): Message {
  const message: Message = { value: '' };
  while (message.value !== order.orderId) {
    message.key = order.customerId;
  }
  return message;
}
