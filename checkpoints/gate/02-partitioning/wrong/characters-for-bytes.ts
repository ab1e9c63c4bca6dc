/**
 * Takes a character for a byte.
 * @mistake not-utf8
 * @task 1
 */
import { murmur2 } from '../../../../lessons/02-partitioning/murmur2.js';

export * from '../../../../lessons/02-partitioning/solution.js';

export function partitionFor(key: string, partitions: number): number {
  return (murmur2(Buffer.from(key, 'latin1')) & 0x7fffffff) % partitions;
}
