/**
 * Divides by the number of other partitions, also when there are none.
 * @mistake single-partition
 * @task 3
 */
import type { ICustomPartitioner } from 'kafkajs';
import { partitionFor } from '../../../../lessons/02-partitioning/solution.js';

export * from '../../../../lessons/02-partitioning/solution.js';

export const lanes: ICustomPartitioner = () => {
  return ({ partitionMetadata, message }) => {
    if (String(message.headers?.lane) === 'express') return 0;
    return 1 + partitionFor(String(message.key), partitionMetadata.length - 1);
  };
};
