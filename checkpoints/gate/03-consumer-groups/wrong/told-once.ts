/**
 * Tells of its partitions once, and never hears of a rebalance.
 * @mistake told-once
 * @task 1
 */
import type { Kafka } from 'kafkajs';
import * as solution from '../../../../lessons/03-consumer-groups/solution.js';
import type { Handle, Worker, WorkerOptions } from '../../../../lessons/03-consumer-groups/worker.js';

export * from '../../../../lessons/03-consumer-groups/solution.js';

export async function startWorker(kafka: Kafka, options: WorkerOptions, handle: Handle): Promise<Worker> {
  let told = false;
  const onAssigned = (partitions: number[]) => {
    if (!told) options.onAssigned?.(partitions);
    told = true;
  };
  return solution.startWorker(kafka, { ...options, onAssigned }, handle);
}
