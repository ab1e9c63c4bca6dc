import type { ICustomPartitioner, Kafka } from 'kafkajs';
import { Todo } from '../todo.js';
import { murmur2 } from './murmur2.js';
import type { Profile, Sale } from './sale.js';

// The check calls these functions with a client that knows the broker, and with topics of its own.
// Disconnect whatever you connect, also when something fails in between.

/**
 * Task 1. Predicts where Kafka's default partitioner puts a key:
 * - murmur2 makes a number of the key's bytes, in UTF-8;
 * - that number may be negative: Kafka drops its sign bit (`& 0x7fffffff`);
 * - the partition is the remainder of the division by the number of partitions.
 */
export function partitionFor(key: string, partitions: number): number {
  throw new Todo('task 1, partitionFor');
}

/**
 * Task 2. Sends the sales. The value is the sale as JSON. All sales of one merchant must stay in their order, even if the
 * connection breaks in the middle of a request. The sales of different merchants spread over the partitions.
 */
export async function sendInOrder(kafka: Kafka, topic: string, sales: Sale[]): Promise<void> {
  throw new Todo('task 2, sendInOrder');
}

/**
 * Task 3. A partitioner for kafkajs. It returns the number of the partition:
 * - records with the header `lane: express` go to partition 0;
 * - all others, also those without that header, go to the other partitions by their key: 1 + what task 1 says for one
 *   partition less;
 * - if the topic has a single partition, everything goes to partition 0.
 *
 * `partitionMetadata` has one entry for each partition of the topic. `message` has `key`, `value` and `headers`:
 * a header's value is a string or bytes.
 */
export const lanes: ICustomPartitioner = () => {
  return ({ partitionMetadata, message }) => {
    throw new Todo('task 3, lanes');
  };
};

/**
 * Task 3. Sends the sales with your partitioner (`createPartitioner`). The key is the merchant's id, the value JSON, and the
 * header `lane` is `express` or `normal`.
 */
export async function sendInLanes(kafka: Kafka, topic: string, sales: Sale[]): Promise<void> {
  throw new Todo('task 3, sendInLanes');
}

/**
 * Task 4. How uneven a topic is: the number of records in its fullest partition, divided by the mean of all partitions. An
 * even or an empty topic has 1. `admin.fetchTopicOffsets` says where each partition begins (`low`) and ends (`high`).
 */
export async function measureSkew(kafka: Kafka, topic: string): Promise<number> {
  throw new Todo('task 4, measureSkew');
}

/**
 * Task 4. The key of a sale. A hot merchant's sales get one of eight keys: the merchant's id, `#`, and the sale's number
 * modulo 8. Everybody else's key is the merchant's id, so that their sales stay in order.
 */
export function saltedKey(sale: Sale, hot: ReadonlySet<string>): string {
  throw new Todo('task 4, saltedKey');
}

/** Task 4. The merchant's id in a key, salted or not. A program that adds up a merchant's sales needs it. */
export function merchantOf(key: string): string {
  throw new Todo('task 4, merchantOf');
}

/** Task 4. Sends the sales, as JSON, with the keys of saltedKey. */
export async function sendSalted(kafka: Kafka, topic: string, sales: Sale[], hot: ReadonlySet<string>): Promise<void> {
  throw new Todo('task 4, sendSalted');
}

/** Task 5. Gives the topic more partitions: afterwards it has this many. */
export async function growTo(kafka: Kafka, topic: string, partitions: number): Promise<void> {
  throw new Todo('task 5, growTo');
}

/** Task 5. The keys whose new records go to another partition when a topic grows from `before` to `after` partitions. */
export function movedKeys(keys: string[], before: number, after: number): string[] {
  throw new Todo('task 5, movedKeys');
}

/** Task 6. Creates a topic that keeps the newest record of each key: `cleanup.policy` is `compact`. */
export async function createProfiles(kafka: Kafka, topic: string, partitions: number): Promise<void> {
  throw new Todo('task 6, createProfiles');
}

/** Task 6. Writes a merchant's newest profile, as JSON. It replaces the one before: the key is the merchant's id. */
export async function saveProfile(kafka: Kafka, topic: string, profile: Profile): Promise<void> {
  throw new Todo('task 6, saveProfile');
}

/** Task 6. Deletes a merchant's profile: a record with the key, and null as its value. It is called a tombstone. */
export async function forgetMerchant(kafka: Kafka, topic: string, merchantId: string): Promise<void> {
  throw new Todo('task 6, forgetMerchant');
}
