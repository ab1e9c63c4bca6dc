/**
 * Collects the refused orders, and forgets to return them.
 * @mistake no-list
 * @task 6
 */
import type { Kafka } from 'kafkajs';
import type { Order } from '../../../../lessons/01-kafka-producer/order.js';
import * as solution from '../../../../lessons/01-kafka-producer/solution.js';

export * from '../../../../lessons/01-kafka-producer/solution.js';

export async function sendOrReport(kafka: Kafka, topic: string, orders: Order[]): Promise<Order[]> {
  const refused: Order[] = [];
  refused.push(...(await solution.sendOrReport(kafka, topic, orders)));
  return undefined as unknown as Order[];
}
