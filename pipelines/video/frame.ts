import { isUtcTime } from '../program/utc-time.js';
import { MAX_METADATA_LENGTH } from './limits.js';

/** Details of a capture that no program depends on, such as `{ camera: 'front', exposure_ms: 8 }`. */
export type FrameMetadata = Record<string, string | number | boolean>;

/** What is known of a frame without its image. */
export interface FrameInfo {
  /** Unique: a new one for each captured frame. */
  frame_id: string;
  /** When the frame was captured (event time): ISO 8601 in UTC, such as `2026-05-04T09:30:00.000Z`. */
  timestamp: string;
  /** Who captured it, such as `camera-1`: the key in Kafka, so the frames of a source stay in order. */
  source: string;
  /** Pixels. */
  frame_width: number;
  /** Pixels. */
  frame_height: number;
  /** 3 for colour, 1 for grey. */
  frame_channels: number;
  /** Bytes of the JPEG, not of its base64. */
  frame_size_bytes: number;
  metadata: FrameMetadata;
}

/** A frame as it travels through the topic `video_frames`. */
export interface VideoFrame extends FrameInfo {
  /** The JPEG in base64. */
  frame_data: string;
}

/** Why a frame was rejected. The codes are stable: programs may compare them. */
export type RejectionReason =
  /** The message is no JSON, or has no bytes at all. */
  | 'no-json'
  /** It is JSON, but a field is missing or impossible. */
  | 'not-a-frame'
  /** `frame_data` is no base64. */
  | 'not-base64'
  /** The image is empty, or no JPEG. */
  | 'not-a-jpeg'
  /** The JPEG ends too early or is damaged. */
  | 'truncated'
  /** The JPEG's width, height, channels or number of bytes are not those that the frame claims. */
  | 'wrong-dimensions'
  /** The JPEG has more bytes than the limit. */
  | 'too-large'
  /** The JPEG would have more pixels than the limit, whatever its size in bytes. */
  | 'too-many-pixels'
  /** The analysis did not answer in time. */
  | 'no-answer';

/** A record of `rejected_video_frames`: never with the image. */
export interface RejectedVideoFrame {
  /** Null if that much can't be read. */
  frame_id: string | null;
  source: string | null;
  timestamp: string | null;
  reason: RejectionReason;
  /** The reason as a sentence, for people. */
  detail: string;
  /** Where the message is. */
  topic: string | null;
}

/** Says why a frame is refused: `code: sentence` is its message, so that it survives being passed on as text. */
export class FrameError extends Error {
  constructor(
    readonly reason: RejectionReason,
    readonly detail: string,
  ) {
    super(`${reason}: ${detail}`);
    this.name = 'FrameError';
  }
}

/** How long a name in a frame may be, in characters: results repeat it. */
const MAX_NAME_LENGTH = 256;
/** How far a capture may lie in the future, in ms: clocks differ a little. */
const MAX_AHEAD_MS = 60_000;
/** How much of a text a message repeats. */
const SHOWN = 40;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/**
 * Checks what a message says of its frame. A topic accepts any bytes, so a type alone proves nothing about them.
 * The image itself is not looked at.
 *
 * @throws FrameError `not-a-frame` with a sentence that names the field
 */
export function parseFrameInfo(value: unknown): FrameInfo {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new FrameError('not-a-frame', `a frame must be an object, not ${describe(value)}`);
  }
  const info = value as Record<keyof FrameInfo, unknown>;
  requireText('frame_id', info.frame_id);
  requireText('source', info.source);
  if (!isUtcTime(info.timestamp) || !TIME.test(info.timestamp)) {
    throw wrong('timestamp', info.timestamp, 'a time in UTC such as 2026-05-04T09:30:00.000Z');
  }
  requireWhole('frame_width', info.frame_width);
  requireWhole('frame_height', info.frame_height);
  requireWhole('frame_channels', info.frame_channels);
  requireWhole('frame_size_bytes', info.frame_size_bytes, 0);
  requireMetadata(info.metadata);
  return value as FrameInfo;
}

/**
 * Checks a value that came out of the topic `video_frames`. The image is not decoded.
 *
 * @throws FrameError `not-a-frame` with a sentence that names the field
 */
export function parseVideoFrame(value: unknown): VideoFrame {
  const frame = parseFrameInfo(value) as VideoFrame;
  if (typeof frame.frame_data !== 'string') {
    throw wrong('frame_data', frame.frame_data, 'a JPEG in base64');
  }
  return frame;
}

/**
 * What the headers of a message in `video_frames_binary` say of its frame: all values are texts there.
 *
 * @throws FrameError `not-a-frame` with a sentence that names the field
 */
export function frameInfoFromHeaders(headers: Readonly<Record<string, unknown>>): FrameInfo {
  const { frame_id, timestamp, source, metadata } = headers;
  const number = (name: string) => (headers[name] === undefined ? undefined : Number(headers[name] || Number.NaN));
  return parseFrameInfo({
    frame_id,
    timestamp,
    source,
    frame_width: number('frame_width'),
    frame_height: number('frame_height'),
    frame_channels: number('frame_channels'),
    frame_size_bytes: number('frame_size_bytes'),
    metadata: metadata === undefined ? undefined : parseMetadata(String(metadata)),
  });
}

/**
 * Refuses a frame from the future: it would move event time so far on that all other frames came too late.
 *
 * @param now in ms since 1970
 * @throws FrameError `not-a-frame`
 */
export function refuseFuture({ timestamp }: FrameInfo, now: number): void {
  if (Date.parse(timestamp) - now <= MAX_AHEAD_MS) return;
  throw new FrameError('not-a-frame', `timestamp is ${timestamp}, and it is ${new Date(now).toISOString()} now`);
}

/** A frame's description without its image. */
export function infoOf(frame: FrameInfo): FrameInfo {
  const { frame_id, timestamp, source, frame_width, frame_height, frame_channels, frame_size_bytes, metadata } = frame;
  return { frame_id, timestamp, source, frame_width, frame_height, frame_channels, frame_size_bytes, metadata };
}

function parseMetadata(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new FrameError('not-a-frame', 'the header metadata is no JSON');
  }
}

function requireText(name: string, value: unknown): void {
  if (typeof value !== 'string' || value === '') throw wrong(name, value, 'a text that is not empty');
  if (value.length > MAX_NAME_LENGTH) throw wrong(name, value, `a text of at most ${MAX_NAME_LENGTH} characters`);
}

function requireWhole(name: string, value: unknown, from = 1): void {
  if (!Number.isSafeInteger(value) || (value as number) < from) throw wrong(name, value, `a whole number from ${from}`);
}

function requireMetadata(metadata: unknown): void {
  if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata)) {
    throw wrong('metadata', metadata, 'an object');
  }
  for (const [name, value] of Object.entries(metadata)) {
    if (!['string', 'number', 'boolean'].includes(typeof value)) {
      throw wrong(`metadata.${name.slice(0, SHOWN)}`, value, 'a text, a number, true or false');
    }
  }
  const { length } = JSON.stringify(metadata);
  if (length > MAX_METADATA_LENGTH) {
    throw new FrameError('not-a-frame', `metadata has ${length} characters, and ${MAX_METADATA_LENGTH} are the limit`);
  }
}

function wrong(name: string, value: unknown, expected: string): FrameError {
  const detail = value === undefined ? `${name} is missing` : `${name} must be ${expected}, not ${describe(value)}`;
  return new FrameError('not-a-frame', detail);
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  const shown = String(value);
  const cut = shown.length > SHOWN ? `${shown.slice(0, SHOWN)}…` : shown;
  return typeof value === 'string' ? `the text "${cut}"` : `the ${typeof value} ${cut}`;
}
