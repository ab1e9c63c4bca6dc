/** Fills a topic with transactions before the jobs read it. */
import { createTopics, type Settings } from '@workbook/services';
import { type Kafka, type Message, Partitioners } from 'kafkajs';
import { generateMessages } from '../../pipelines/transactions/generator.js';

export interface Input {
  topic: string;
  records: number;
  /** Two if left out. */
  partitions?: number;
}

const BATCH = 5_000;

/**
 * The demo's own traffic (40 users), but without events that are minutes late: which of those still count depends on how
 * fast the watermark is sent, so no two runs of any job agree on them.
 */
const TRAFFIC = { seed: 42, start: Date.UTC(2026, 0, 1), step: 120, users: 40, late: 0 };

/** @param malformed the share of messages, from 0 to 1, that are no transactions */
export async function fillTransactions(
  { settings, kafka }: { settings: Settings; kafka: Kafka },
  { topic, records, partitions = 2 }: Input,
  malformed: number,
): Promise<void> {
  await createTopics(settings, [{ name: topic, partitions }]);
  const generator = generateMessages({ ...TRAFFIC, malformed });
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  try {
    for (let sent = 0; sent < records; sent += BATCH) {
      const size = Math.min(BATCH, records - sent);
      const messages: Message[] = Array.from({ length: size }, () => generator.next().value);
      await producer.send({ topic, messages });
    }
  } finally {
    await producer.disconnect();
  }
  console.log(`${records} transactions are in the topic ${topic}`);
}
