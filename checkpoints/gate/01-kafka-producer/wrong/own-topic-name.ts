/**
 * Creates a topic under a name of its own.
 * @mistake wrong-topic
 * @task 2
 */
import type { Kafka } from 'kafkajs';
import * as solution from '../../../../lessons/01-kafka-producer/solution.js';

export * from '../../../../lessons/01-kafka-producer/solution.js';

export async function createTopic(kafka: Kafka, topic: string): Promise<void> {
  await solution.createTopic(kafka, `workbook-gate-${topic}`);
}
