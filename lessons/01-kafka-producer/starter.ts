import type { Kafka, Message } from 'kafkajs';
import { Todo } from '../todo.js';
import type { Click, Order } from './order.js';

// The check calls these functions with a client that knows the broker, and with topics of its own.
// Disconnect whatever you connect, also when something fails in between.
// An order is always sent as the record of task 1.

/**
 * Task 1. Turns an order into a record:
 * - the key is the customer's id, so that all orders of one customer stay in order;
 * - the value is the order as JSON;
 * - the headers are `content-type: application/json` and `source: shop`;
 * - the timestamp is the time of payment. For kafkajs it is a string.
 */
export function toMessage(order: Order): Message {
  throw new Todo('task 1, toMessage');
}

/** Task 2. Creates the topic with 3 partitions. Kafka keeps its records for a day: `retention.ms` is 86400000. */
export async function createTopic(kafka: Kafka, topic: string): Promise<void> {
  throw new Todo('task 2, createTopic');
}

export interface TopicDescription {
  partitions: number;
  /** For how long Kafka keeps a record, in ms. */
  retentionMs: number;
}

/** Task 2. Asks the broker for the topic's number of partitions and for its `retention.ms`. */
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

/** Task 3. Sends one click and asks for no confirmation. The key is the customer's id, the value is JSON. */
export async function sendClick(kafka: Kafka, topic: string, click: Click): Promise<void> {
  throw new Todo('task 3, sendClick');
}

/** Task 4. Sends all orders in a single request, compressed with gzip. */
export async function sendMany(kafka: Kafka, topic: string, orders: Order[]): Promise<void> {
  throw new Todo('task 4, sendMany');
}

/**
 * Task 5. Sends all orders. The connection breaks twice: in the middle of a request, and before an answer comes.
 * In the end each order is in the topic once: none is lost, and none is there twice.
 */
export async function sendSafely(kafka: Kafka, topic: string, orders: Order[]): Promise<void> {
  throw new Todo('task 5, sendSafely');
}

/**
 * Task 6. Sends the orders one by one. The topic takes no record above a certain size: Kafka answers MESSAGE_TOO_LARGE.
 * Send all the others, and return those that are too large. Your caller handles any other error: let it through.
 */
export async function sendOrReport(kafka: Kafka, topic: string, orders: Order[]): Promise<Order[]> {
  throw new Todo('task 6, sendOrReport');
}
