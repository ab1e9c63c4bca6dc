/**
 * Says what the profile is, and not whose.
 * @mistake no-key
 * @task 6
 */
import type { Kafka } from 'kafkajs';
import type { Profile } from '../../../../lessons/02-partitioning/sale.js';

export * from '../../../../lessons/02-partitioning/solution.js';

export async function saveProfile(kafka: Kafka, topic: string, profile: Profile): Promise<void> {
  const producer = kafka.producer();
  try {
    await producer.connect();
    await producer.send({ topic, messages: [{ value: JSON.stringify(profile) }] });
  } finally {
    await producer.disconnect();
  }
}
