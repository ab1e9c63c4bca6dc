/** One message, sent by hand. */
import type { KafkaRecord } from '@workbook/kafka';
import { BYTE_ORDER_MARK, type NewMessage, type SentMessage } from '../../api/topics.js';
import type { KafkaConnection } from '../kafka.js';
import { ConsoleProblem } from '../problem.js';
import { kindOf } from './names.js';

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
    const why = text.startsWith(BYTE_ORDER_MARK)
      ? 'it begins with a byte order mark, which is not seen and which JSON does not allow.'
      : error instanceof Error
        ? error.message
        : error;
    throw refuse(`The value is not JSON, so it was not sent: ${why}`);
  }
}

/** What is sent: bytes, or texts as UTF-8. */
interface Sendable {
  partition: number | null;
  key: Buffer | string | null;
  value: Buffer | string | null;
  headers: readonly { name: string; value: Buffer | string }[];
}

/**
 * Sends a message that is there once more, byte for byte, to its partition.
 * @throws ConsoleProblem where {@link produce} does, and for headers that kafkajs cannot send
 */
export function produceAgain(
  kafka: KafkaConnection,
  topic: string,
  partition: number,
  { key, value, headers }: KafkaRecord,
): Promise<SentMessage> {
  const given = headers.map((it) => ({ name: it.name, value: it.value ?? refuseNullHeader(it.name) }));
  return produce(kafka, topic, { partition, key, value, headers: given });
}

function refuseNullHeader(name: string): never {
  throw refuse(`Its header "${name}" has no value, which the console cannot send. Nothing was sent.`);
}

/** @throws ConsoleProblem for a partition that is not there, a message that is too large, or a topic of Kafka's own */
export async function produce(kafka: KafkaConnection, topic: string, message: Sendable): Promise<SentMessage> {
  const { partition, key, value } = message;
  if (kindOf(topic, false) === 'internal') throw refuse(`"${topic}" is one of Kafka's own topics; it is left alone.`);
  const partitions = await kafka.withReader((reader) => reader.partitions(topic));
  // kafkajs drops messages for a partition that it does not know of, and says nothing.
  if (partition !== null && !partitions.includes(partition)) {
    throw refuse(`"${topic}" has no partition ${partition}: its partitions are 0 to ${partitions.length - 1}.`);
  }
  const headers: Record<string, (Buffer | string)[]> = Object.create(null);
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
