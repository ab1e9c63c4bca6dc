/**
 * Knows how many partitions the topic has today.
 * @mistake fixed-count
 * @task 3
 */
import type { ICustomPartitioner } from 'kafkajs';
import { partitionFor } from '../../../../lessons/02-partitioning/solution.js';

export * from '../../../../lessons/02-partitioning/solution.js';

export const lanes: ICustomPartitioner = () => {
  return ({ partitionMetadata, message }) => {
    if (partitionMetadata.length === 1 || String(message.headers?.lane) === 'express') return 0;
    return 1 + partitionFor(String(message.key), 3);
  };
};
