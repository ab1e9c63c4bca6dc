/**
 * Knows nothing of poison: the first bad record is tried for ever.
 * @mistake blocked
 * @task 5
 */
import type { Kafka } from 'kafkajs';
import * as solution from '../../../../lessons/03-consumer-groups/solution.js';
import type { Handle, Worker, WorkerOptions } from '../../../../lessons/03-consumer-groups/worker.js';

export * from '../../../../lessons/03-consumer-groups/solution.js';

export async function startCareful(
  kafka: Kafka,
  options: WorkerOptions & { deadLetters: string },
  handle: Handle,
): Promise<Worker> {
  return solution.startWorker(kafka, options, handle);
}
