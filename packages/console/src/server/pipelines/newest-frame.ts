/** The newest frame of the video pipeline as a picture. */
import type { TopicReader } from '@workbook/kafka';
import { ConsoleProblem } from '../problem.js';

const TOPIC = 'video_frames';
const BINARY_TOPIC = 'video_frames_binary';
/** The most that a frame's topic takes in one batch. */
const MAX_BYTES = 8 * 1024 * 1024;

interface Newest {
  topic: string;
  timestamp: number;
  value: Buffer;
}

/** @throws ConsoleProblem `not-found` where there is none */
export async function newestFrame(reader: TopicReader): Promise<Buffer> {
  const found = (await Promise.all([TOPIC, BINARY_TOPIC].map((topic) => newestOf(reader, topic)))).flat();
  const newest = found.sort((a, b) => b.timestamp - a.timestamp)[0];
  const jpeg = newest && (newest.topic === BINARY_TOPIC ? newest.value : jpegIn(newest.value));
  if (!jpeg || !isJpeg(jpeg)) throw new ConsoleProblem('not-found', 'There is no frame that can be shown.');
  return jpeg;
}

async function newestOf(reader: TopicReader, topic: string): Promise<Newest[]> {
  const [description] = await reader.describe([topic]);
  if (description?.errorCode !== 0) return [];
  const partitions = description.partitions.map(({ partition }) => partition);
  const ends = (await reader.offsets([{ topic, partitions }], 'next')).get(topic) ?? new Map<number, number>();
  const last = [...ends].filter(([, end]) => end > 0).map(([partition, end]) => ({ partition, offset: end - 1 }));
  if (last.length === 0) return [];
  const limits = { maxWaitMs: 200, maxBytes: MAX_BYTES, maxPartitionBytes: MAX_BYTES };
  const fetched = await reader.fetch(topic, last, limits);
  return fetched.flatMap(({ records }) => {
    const record = records.at(-1);
    return record?.value ? [{ topic, timestamp: record.timestamp, value: record.value }] : [];
  });
}

function jpegIn(value: Buffer): Buffer | undefined {
  try {
    const { frame_data: data } = JSON.parse(value.toString('utf8')) as { frame_data?: unknown };
    return typeof data === 'string' ? Buffer.from(data, 'base64') : undefined;
  } catch {
    return undefined;
  }
}

const isJpeg = (bytes: Buffer) => bytes.length > 4 && bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;
