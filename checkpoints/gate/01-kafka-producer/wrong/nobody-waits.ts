/**
 * Sends in the background: the caller has no promise to wait for.
 * @mistake not-a-promise
 * @task 3
 */
import * as solution from '../../../../lessons/01-kafka-producer/solution.js';

export * from '../../../../lessons/01-kafka-producer/solution.js';

// The type promises more than the function keeps.
export const sendOrder: typeof solution.sendOrder = (kafka, topic, order) => {
  void solution.sendOrder(kafka, topic, order);
  return undefined as unknown as Promise<void>;
};
