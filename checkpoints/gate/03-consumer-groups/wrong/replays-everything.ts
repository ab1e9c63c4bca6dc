/**
 * Goes back to the beginning, however much was asked for.
 * @mistake replayed-too-much
 * @task 6
 */
import type { Kafka } from 'kafkajs';
import * as solution from '../../../../lessons/03-consumer-groups/solution.js';
import type { Handle, Worker, WorkerOptions } from '../../../../lessons/03-consumer-groups/worker.js';

export * from '../../../../lessons/03-consumer-groups/solution.js';

export async function startReplay(
  kafka: Kafka,
  options: WorkerOptions,
  _since: number,
  handle: Handle,
): Promise<Worker> {
  return solution.startReplay(kafka, options, 0, handle);
}
