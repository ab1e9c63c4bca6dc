/** All messages of a topic as NDJSON: a JSON object on each line, bytes as they were sent. */

import type { KafkaRecord, TopicReader } from '@workbook/kafka';
import { counted } from '@workbook/terminal';
import { EXPORT_LIMITS } from '../../api/topics.js';
import type { Filter } from './filter.js';

export interface ExportRequest {
  topic: string;
  /** All of them, if empty. */
  partitions: readonly number[];
  filter?: Filter;
}

const FETCH_BYTES = 1024 * 1024;

/** Bytes as text where they are text, otherwise as base64. */
function written(bytes: Buffer | null): { encoding: 'utf8' | 'base64'; content: string } | null {
  if (bytes === null) return null;
  const text = bytes.toString();
  if (Buffer.from(text).equals(bytes)) return { encoding: 'utf8', content: text };
  return { encoding: 'base64', content: bytes.toString('base64') };
}

/** One line, without its end. */
export function exportLine(partition: number, record: KafkaRecord): string {
  const { offset, timestamp, timestampType, key, value, headers } = record;
  const [k, v] = [written(key), written(value)];
  return JSON.stringify({
    partition,
    offset,
    timestamp,
    timestampType,
    key: k?.content ?? null,
    ...(k?.encoding === 'base64' ? { keyEncoding: 'base64' } : {}),
    value: v?.content ?? null,
    ...(v?.encoding === 'base64' ? { valueEncoding: 'base64' } : {}),
    headers: headers.map((it) => {
      const h = written(it.value);
      return { name: it.name, value: h?.content ?? null, ...(h?.encoding === 'base64' ? { encoding: 'base64' } : {}) };
    }),
  });
}

/**
 * Writes partition after partition, up to what was there when it began. Where it ends early, or leaves something out, its
 * last line says so: `{"export":{…}}`.
 * @throws KafkaAnswerError for a topic that does not exist; kafkajs's errors when Kafka is away
 */
export async function exportTopic(
  reader: TopicReader,
  { topic, partitions, filter }: ExportRequest,
  write: (text: string) => Promise<void>,
  signal: AbortSignal,
  limits: { messages: number; bytes: number } = EXPORT_LIMITS,
): Promise<void> {
  const all = await reader.partitions(topic);
  const wanted = partitions.length === 0 ? all : all.filter((partition) => partitions.includes(partition));
  const asked = [{ topic, partitions: wanted }];
  const [firsts, nexts] = await Promise.all([reader.offsets(asked, 'first'), reader.offsets(asked, 'next')]);
  let messages = 0;
  let bytes = 0;
  let leftOut = 0;
  let isCut = false;
  const isFull = () => messages >= limits.messages || bytes >= limits.bytes;
  for (const partition of wanted) {
    const end = nexts.get(topic)?.get(partition) ?? 0;
    let position = firsts.get(topic)?.get(partition) ?? end;
    while (position < end && !isCut && !signal.aborted) {
      const limit = { maxWaitMs: 0, maxBytes: FETCH_BYTES, maxPartitionBytes: FETCH_BYTES };
      const [fetched] = await reader.fetch(topic, [{ partition, offset: position }], limit);
      if (!fetched || (fetched.nextOffset === position && !fetched.outOfRange)) break;
      position = fetched.outOfRange ? Math.max(position + 1, fetched.firstOffset) : fetched.nextOffset;
      leftOut += fetched.unreadable.reduce((sum, { count }) => sum + count, 0);
      let lines = '';
      for (const record of fetched.records) {
        if (record.offset >= end) break;
        const verdict = filter ? filter(record) : 'shown';
        if (verdict === 'not searched') leftOut += 1;
        if (verdict !== 'shown') continue;
        isCut = isFull();
        if (isCut) break;
        const line = `${exportLine(partition, record)}\n`;
        messages += 1;
        bytes += line.length;
        lines += line;
      }
      if (lines !== '') await write(lines);
    }
  }
  if (!isCut && leftOut === 0) return;
  const why = isCut ? `It ends here: an export has at most ${limits.messages} messages or ${limits.bytes} bytes.` : '';
  const missing = leftOut > 0 ? `${counted(leftOut, 'message')} could not be read or searched.` : '';
  await write(`${JSON.stringify({ export: { messages, note: [why, missing].filter(Boolean).join(' ') } })}\n`);
}
