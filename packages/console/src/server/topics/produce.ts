/** One message, sent by hand. */
import type { NewMessage, SentMessage } from '../../api/topics.js';
import type { KafkaConnection } from '../kafka.js';
import { ConsoleProblem } from '../problem.js';

const refuse = (why: string) => new ConsoleProblem('refused', why);

/**
 * Reads what the page sent.
 * @throws ConsoleProblem saying what is wrong with it
 */
export function parseNewMessage(body: unknown): NewMessage {
  const { partition = null, key = null, value, headers = [], json = false } = Object(body) as Partial<NewMessage>;
  const isText = (it: unknown): it is string | null => it === null || typeof it === 'string';
  const isHeader = (it: Partial<NewMessage['headers'][number]>) =>
    typeof it?.name === 'string' && typeof it.value === 'string';
  if (!isText(key) || value === undefined || !isText(value)) throw refuse('A message has a key and a value, as texts.');
  if (!Array.isArray(headers) || !headers.every(isHeader)) throw refuse('Headers are names and values, as texts.');
  if (partition !== null && (!Number.isInteger(partition) || partition < 0)) {
    throw refuse(`"${partition}" is no partition: they are numbered from 0.`);
  }
  if (json && value !== null) requireJson(value);
  return { partition, key, value, headers, json };
}

function requireJson(text: string): void {
  try {
    JSON.parse(text);
  } catch (error) {
    throw refuse(`The value is not JSON, so it was not sent: ${error instanceof Error ? error.message : error}`);
  }
}

/** @throws ConsoleProblem for a partition that is not there, or a message that is too large */
export async function produce(kafka: KafkaConnection, topic: string, message: NewMessage): Promise<SentMessage> {
  const { partition, key, value } = message;
  const partitions = await kafka.withReader((reader) => reader.partitions(topic));
  // kafkajs drops messages for a partition that it does not know of, and says nothing.
  if (partition !== null && !partitions.includes(partition)) {
    throw refuse(`"${topic}" has no partition ${partition}: its partitions are 0 to ${partitions.length - 1}.`);
  }
  const headers: Record<string, string[]> = Object.create(null);
  for (const it of message.headers) headers[it.name] = [...(headers[it.name] ?? []), it.value];
  const { Partitioners } = (await import('kafkajs')).default;
  const producer = (await kafka.client()).producer({
    createPartitioner: Partitioners.DefaultPartitioner,
    allowAutoTopicCreation: false,
  });
  try {
    await producer.connect();
    const [sent] = await producer.send({
      topic,
      acks: -1,
      messages: [{ key, value, headers, ...(partition === null ? {} : { partition }) }],
    });
    if (!sent) throw refuse(`Kafka did not take the message for "${topic}".`);
    return { partition: sent.partition, offset: Number(sent.baseOffset) };
  } catch (error) {
    if (error instanceof Error && 'type' in error && error.type === 'MESSAGE_TOO_LARGE') {
      throw refuse(`The message is larger than "${topic}" takes: see its setting max.message.bytes.`);
    }
    throw error;
  } finally {
    await producer.disconnect().catch(() => undefined);
  }
}
