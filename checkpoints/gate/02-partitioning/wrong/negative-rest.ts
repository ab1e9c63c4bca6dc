/**
 * Forgets that a hash may be negative.
 * @mistake negative-partition
 * @task 1
 */
import { murmur2 } from '../../../../lessons/02-partitioning/murmur2.js';

export * from '../../../../lessons/02-partitioning/solution.js';

export function partitionFor(key: string, partitions: number): number {
  return murmur2(Buffer.from(key)) % partitions;
}
