/** Frames as messages of Kafka, in both encodings. For programs in Node; the Flink job has its own reading side. */
import type { IHeaders, Message } from 'kafkajs';
import { FrameError, type FrameInfo, frameInfoFromHeaders, parseVideoFrame } from './frame.js';
import type { CapturedFrame } from './frame-source.js';
import { VIDEO_TOPICS } from './topics.js';

/** How a frame is written: as JSON with the image in base64, or as the image's bytes with the rest in headers. */
export type FrameEncoding = 'json' | 'binary';

/** The topic of each encoding. */
export const TOPIC_OF: Record<FrameEncoding, string> = {
  json: VIDEO_TOPICS.frames,
  binary: VIDEO_TOPICS.binaryFrames,
};

/** A frame that was read. */
export interface ReadFrame {
  info: FrameInfo;
  jpeg: Buffer;
}

/** What to send for a captured frame; `frameId` must be unique. */
export function toMessage(frame: CapturedFrame, frameId: string, encoding: FrameEncoding): Message {
  const info: FrameInfo = {
    frame_id: frameId,
    timestamp: new Date(frame.capturedAt).toISOString(),
    source: frame.source,
    frame_width: frame.width,
    frame_height: frame.height,
    frame_channels: frame.channels,
    frame_size_bytes: frame.jpeg.length,
    metadata: frame.metadata,
  };
  const message = { key: frame.source, timestamp: String(frame.capturedAt) };
  if (encoding === 'binary') return { ...message, value: frame.jpeg, headers: toHeaders(info) };
  return { ...message, value: JSON.stringify({ ...info, frame_data: frame.jpeg.toString('base64') }) };
}

/**
 * Reads a message of either topic. The JPEG is not decoded.
 *
 * @throws FrameError with the reason, if it is no frame
 */
export function readFrame(topic: string, message: { value: Buffer | null; headers?: IHeaders }): ReadFrame {
  if (topic === VIDEO_TOPICS.binaryFrames) {
    return { info: frameInfoFromHeaders(textsOf(message.headers ?? {})), jpeg: message.value ?? Buffer.alloc(0) };
  }
  const { frame_data, ...info } = parseVideoFrame(parseJson(message.value));
  return { info, jpeg: Buffer.from(frame_data, 'base64') };
}

function toHeaders({ metadata, ...info }: FrameInfo): Record<string, string> {
  const headers = Object.fromEntries(Object.entries(info).map(([name, value]) => [name, String(value)]));
  return { ...headers, metadata: JSON.stringify(metadata) };
}

function textsOf(headers: IHeaders): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value ?? '')]));
}

function parseJson(value: Buffer | null): unknown {
  try {
    return JSON.parse(value?.toString() ?? '');
  } catch {
    throw new FrameError('no-json', value ? 'the message is no JSON' : 'the message has no value');
  }
}
