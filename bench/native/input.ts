/** Fills the topic `transactions` before the jobs read it. */
import { type Kafka, type Message, Partitioners } from 'kafkajs';
import { generateMessages } from '../../pipelines/transactions/generator.js';
import { TOPICS } from '../../pipelines/transactions/topics.js';

const BATCH = 5_000;

/**
 * The demo's own traffic (40 users, 1 % malformed), but without events that are minutes late:
 * which of those still count depends on how fast the watermark is sent, so no two runs of any job agree on them.
 */
const TRAFFIC = { seed: 42, start: Date.UTC(2026, 0, 1), step: 120, users: 40, late: 0, malformed: 0.01 };

export async function fillTransactions(kafka: Kafka, records: number): Promise<void> {
  const generator = generateMessages(TRAFFIC);
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  try {
    for (let sent = 0; sent < records; sent += BATCH) {
      const size = Math.min(BATCH, records - sent);
      const messages: Message[] = Array.from({ length: size }, () => generator.next().value);
      await producer.send({ topic: TOPICS.transactions, messages });
    }
  } finally {
    await producer.disconnect();
  }
}
