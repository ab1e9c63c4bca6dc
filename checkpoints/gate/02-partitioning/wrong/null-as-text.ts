/**
 * Writes the four letters "null": a profile like any other for Kafka.
 * @mistake no-tombstone
 * @task 6
 */
import type { Kafka } from 'kafkajs';

export * from '../../../../lessons/02-partitioning/solution.js';

export async function forgetMerchant(kafka: Kafka, topic: string, merchantId: string): Promise<void> {
  const producer = kafka.producer();
  await producer.connect();
  await producer.send({ topic, messages: [{ key: merchantId, value: JSON.stringify(null) }] });
  await producer.disconnect();
}
