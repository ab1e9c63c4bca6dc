/** How keys fall on partitions, seen in the newest messages. */
import type { TopicReader } from '@workbook/kafka';
import { KEYS_SHOWN, type KeySample, type KeysOfPartition } from '../../api/topics.js';
import { viewBytes } from './bytes-view.js';
import { walkBackwards } from './walk.js';

const SAMPLE = 5_000;
const DEADLINE_MS = 4_000;
const KEY_BYTES = 60;

/** @throws KafkaAnswerError for a topic that does not exist */
export async function sampleKeys(reader: TopicReader, topic: string): Promise<KeySample> {
  const partitions = await reader.partitions(topic);
  const asked = [{ topic, partitions }];
  const [firsts, nexts] = await Promise.all([reader.offsets(asked, 'first'), reader.offsets(asked, 'next')]);
  const deadline = performance.now() + DEADLINE_MS;
  const most = Math.max(10, Math.floor(SAMPLE / partitions.length));
  let total = 0;
  const found: KeysOfPartition[] = [];
  for (const partition of partitions) {
    const first = firsts.get(topic)?.get(partition) ?? 0;
    const end = nexts.get(topic)?.get(partition) ?? first;
    total += end - first;
    const range = { partition, first: Math.max(first, end - most), end };
    found.push(await keysOf(reader, topic, range, deadline));
  }
  return { messages: found.reduce((sum, { messages }) => sum + messages, 0), total, partitions: found };
}

async function keysOf(
  reader: TopicReader,
  topic: string,
  range: { partition: number; first: number; end: number },
  deadline: number,
): Promise<KeysOfPartition> {
  const counts = new Map<string, { key: string; messages: number }>();
  let withoutKey = 0;
  let messages = 0;
  const walk = walkBackwards(reader, topic, range, (_, { key }) => {
    messages += 1;
    if (!key) withoutKey += 1;
    else {
      const id = key.toString('latin1');
      const counted = counts.get(id) ?? { key: nameOf(key), messages: 0 };
      counted.messages += 1;
      counts.set(id, counted);
    }
    return {};
  });
  while (performance.now() < deadline) {
    if (walk.isDry) await walk.fill();
    if (!walk.head) break;
    walk.take();
  }
  const keys = [...counts.values()].sort((a, b) => b.messages - a.messages).slice(0, KEYS_SHOWN);
  return { partition: range.partition, messages, withoutKey, distinctKeys: counts.size, keys };
}

function nameOf(key: Buffer): string {
  const { kind, text, truncated } = viewBytes(key, KEY_BYTES, 16);
  if (kind === 'empty') return '(empty)';
  return `${kind === 'binary' || kind === 'jpeg' ? '0x ' : ''}${text}${truncated ? ' …' : ''}`;
}
