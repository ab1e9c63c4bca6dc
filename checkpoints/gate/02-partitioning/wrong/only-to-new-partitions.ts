/**
 * Believes that keys move to the new partitions only. They move between the old ones, too.
 * @mistake wrong-moved
 * @task 5
 */
import { partitionFor } from '../../../../lessons/02-partitioning/solution.js';

export * from '../../../../lessons/02-partitioning/solution.js';

export function movedKeys(keys: string[], before: number, after: number): string[] {
  return keys.filter((key) => partitionFor(key, after) >= before);
}
