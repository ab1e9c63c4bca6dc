import type { Kafka } from 'kafkajs';
import { Todo } from '../todo.js';
import type { Handle, Worker, WorkerOptions } from './worker.js';

// The check calls these functions with a client that knows the broker, and with topics and groups of its own.
// worker.ts says what an order, a handle and the options are.

/**
 * Tasks 1 to 4. Starts a consumer of the group, and resolves when it has joined. Hand `options.timing` on to
 * `kafka.consumer`: it holds the times that make the group notice quickly who comes and who goes.
 *
 * Task 1. Calls `handle` for each order of the topic (the values are JSON), and `options.onAssigned` with the worker's
 * partitions each time the group has shared them out (kafkajs tells it with the event GROUP_JOIN).
 *
 * Task 2. A group that has committed nothing begins where `options.from` says.
 *
 * Task 3. A record counts as done when `handle` has ended, and not before: whoever takes over from a worker that was
 * killed must get what was not booked. And an order whose `handle` failed must come again.
 *
 * Task 4. `stop` lets `handle` end, commits what is done, leaves the group, and disconnects. Then it resolves. And where a
 * worker can't start, startWorker rejects, and leaves no connection open.
 */
export async function startWorker(kafka: Kafka, options: WorkerOptions, handle: Handle): Promise<Worker> {
  throw new Todo('tasks 1 to 4, startWorker');
}

/**
 * Task 5. A worker that a bad record can't stop. A record is poison when its value is no JSON, or when `handle` throws a
 * BadOrderError. It goes to the topic `options.deadLetters`: the same key and value, and a header `reason` that says what
 * was wrong. Any other error of `handle` may pass, whatever its class, so the record must be tried again. Where it can't start,
 * it rejects, and leaves no connection open.
 */
export async function startCareful(
  kafka: Kafka,
  options: WorkerOptions & { deadLetters: string },
  handle: Handle,
): Promise<Worker> {
  throw new Todo('task 5, startCareful');
}

/**
 * Task 6. How many records of the topic the group has still to read, over all partitions. `admin.fetchOffsets` knows what
 * the group has committed (-1 where it has nothing), `admin.fetchTopicOffsets` where partitions begin and end.
 */
export async function lagOf(kafka: Kafka, groupId: string, topic: string): Promise<number> {
  throw new Todo('task 6, lagOf');
}

/**
 * Task 6. Starts a worker that reads again what was sent at `since` (ms since 1970) or later, and then goes on with what
 * comes, although its group has read all of it before. It goes back once, also when others join later.
 * `admin.fetchTopicOffsetsByTimestamp` finds the offsets, `consumer.seek` goes there. Where it can't start, it rejects, and
 * leaves no connection open.
 */
export async function startReplay(
  kafka: Kafka,
  options: WorkerOptions,
  since: number,
  handle: Handle,
): Promise<Worker> {
  throw new Todo('task 6, startReplay');
}

/**
 * Task 7. A worker that commits by itself, with `consumer.commitOffsets`: turn kafkajs's own commits off. Each order is
 * committed as soon as it is booked, and before the next one of its partition begins. So after a crash only the order at
 * hand comes again. `options.name` goes along as the commit's metadata: it says who booked last. After `stop` not even the
 * order at hand comes again. Where it can't start, it rejects, and leaves no connection open.
 */
export async function startPrompt(
  kafka: Kafka,
  options: WorkerOptions & { name: string },
  handle: Handle,
): Promise<Worker> {
  throw new Todo('task 7, startPrompt');
}
