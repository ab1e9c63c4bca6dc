import type { Kafka, Message } from 'kafkajs';
import { Todo } from '../todo.js';
import type { Click, Order } from './order.js';

// The check calls these functions with a client that knows the broker, and with topics of its own.
// Whatever you connect, disconnect again: also when something goes wrong in between.
// Wherever an order is sent, it is the record of task 1.

/**
 * Task 1. Turns an order into a record:
 * - the key is the customer's id, so that all orders of one customer stay in order;
 * - the value is the order as JSON;
 * - the headers are `content-type: application/json` and `source: shop`;
 * - the timestamp is the time of payment. kafkajs wants it as a text.
 */
export function toMessage(order: Order): Message {
  throw new Todo('task 1, toMessage');
}

/** Task 2. Creates the topic with 3 partitions. Its records are kept for a day: `retention.ms` is 86400000. */
export async function createTopic(kafka: Kafka, topic: string): Promise<void> {
  throw new Todo('task 2, createTopic');
}

export interface TopicDescription {
  partitions: number;
  /** For how long Kafka keeps a record, in ms. */
  retentionMs: number;
}

/** Task 2. Asks the broker how many partitions the topic has, and what its `retention.ms` is. */
export async function describeTopic(kafka: Kafka, topic: string): Promise<TopicDescription> {
  throw new Todo('task 2, describeTopic');
}

/** Task 2. Deletes the topic. */
export async function deleteTopic(kafka: Kafka, topic: string): Promise<void> {
  throw new Todo('task 2, deleteTopic');
}

/** Task 3. Sends one order, and waits until all in-sync replicas have it. */
export async function sendOrder(kafka: Kafka, topic: string, order: Order): Promise<void> {
  throw new Todo('task 3, sendOrder');
}

/** Task 3. Sends one click without asking for an answer. The key is the customer's id, the value is JSON. */
export async function sendClick(kafka: Kafka, topic: string, click: Click): Promise<void> {
  throw new Todo('task 3, sendClick');
}

/** Task 4. Sends all orders in a single request, compressed with gzip. */
export async function sendMany(kafka: Kafka, topic: string, orders: Order[]): Promise<void> {
  throw new Todo('task 4, sendMany');
}

/**
 * Task 5. Sends all orders over a connection that breaks: once in the middle of a request, once before the answer comes.
 * Each order must end up in the topic once: not lost, not doubled.
 */
export async function sendSafely(kafka: Kafka, topic: string, orders: Order[]): Promise<void> {
  throw new Todo('task 5, sendSafely');
}

/**
 * Task 6. Sends the orders one by one. The topic takes no record above a certain size: Kafka answers MESSAGE_TOO_LARGE.
 * Return those orders, and send all others. Any other error is for your caller: let it through.
 */
export async function sendOrReport(kafka: Kafka, topic: string, orders: Order[]): Promise<Order[]> {
  throw new Todo('task 6, sendOrReport');
}
