/**
 * Takes whatever is not said to be normal for express.
 * @mistake wrong-lane
 * @task 3
 */
import type { ICustomPartitioner } from 'kafkajs';
import { partitionFor } from '../../../../lessons/02-partitioning/solution.js';

export * from '../../../../lessons/02-partitioning/solution.js';

export const lanes: ICustomPartitioner = () => {
  return ({ partitionMetadata, message }) => {
    const others = partitionMetadata.length - 1;
    if (others === 0 || String(message.headers?.lane) !== 'normal') return 0;
    return 1 + partitionFor(String(message.key), others);
  };
};
