/**
 * Knows the topic's settings by heart instead of asking the broker.
 * @mistake wrong-description
 * @task 2
 */
import type { TopicDescription } from '../../../../lessons/01-kafka-producer/solution.js';

export * from '../../../../lessons/01-kafka-producer/solution.js';

export async function describeTopic(): Promise<TopicDescription> {
  return { partitions: 3, retentionMs: 86_400_000 };
}
