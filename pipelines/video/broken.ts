/** Ways in which real frames are broken, each with the reason that the job must give: for the demo and the tests. */
import type { Message } from 'kafkajs';
import type { RejectionReason, VideoFrame } from './frame.js';
import { MAX_JPEG_BYTES } from './limits.js';

export interface BrokenKind {
  /** What happened to the frame. */
  name: string;
  reason: RejectionReason;
  /** The value of a message in `video_frames`. */
  break: (frame: VideoFrame) => string | null;
}

export const BROKEN_KINDS: readonly BrokenKind[] = [
  { name: 'a message that was cut off', reason: 'no-json', break: (frame) => JSON.stringify(frame).slice(0, 200) },
  { name: 'a message without a byte', reason: 'no-json', break: () => '' },
  { name: 'a message without a value', reason: 'no-json', break: () => null },
  {
    name: 'a frame without a width',
    reason: 'not-a-frame',
    break: ({ frame_width: _, ...rest }) => JSON.stringify(rest),
  },
  {
    name: 'an image that is no base64',
    reason: 'not-base64',
    break: (frame) => JSON.stringify({ ...frame, frame_data: `data:image/jpeg;base64,${frame.frame_data}` }),
  },
  { name: 'an empty image', reason: 'not-a-jpeg', break: (frame) => withImage(frame, () => Buffer.alloc(0)) },
  {
    name: 'bytes that are no image',
    reason: 'not-a-jpeg',
    break: (frame) => withImage(frame, (jpeg) => Buffer.from(jpeg.map((byte, i) => (byte + 31 * i + 1) & 255))),
  },
  {
    name: 'a JPEG that ends too early',
    reason: 'truncated',
    break: (frame) => withImage(frame, (jpeg) => jpeg.subarray(0, Math.floor(jpeg.length / 2))),
  },
  {
    name: 'a frame that lies about its width',
    reason: 'wrong-dimensions',
    break: (frame) => JSON.stringify({ ...frame, frame_width: frame.frame_width + 16 }),
  },
  {
    name: 'a frame that lies about its bytes',
    reason: 'wrong-dimensions',
    break: (frame) => JSON.stringify({ ...frame, frame_size_bytes: frame.frame_size_bytes + 1 }),
  },
  {
    name: 'a small file of huge dimensions',
    reason: 'too-many-pixels',
    break: (frame) =>
      withImage({ ...frame, frame_width: 60_000, frame_height: 60_000 }, (jpeg) => claiming(jpeg, 60_000, 60_000)),
  },
];

/** A frame with more bytes than the limit, although it decodes. It is larger than 5 MB, so the demo sends none. */
export const OVER_THE_LIMIT: BrokenKind = {
  name: 'a JPEG over the limit',
  reason: 'too-large',
  break: (frame) =>
    withImage(frame, (jpeg) => Buffer.concat([jpeg.subarray(0, -2), Buffer.alloc(MAX_JPEG_BYTES), jpeg.subarray(-2)])),
};

/** Breaks a message of `video_frames`. */
export function breakMessage(message: Message, kind: BrokenKind): Message {
  return { ...message, value: kind.break(JSON.parse(String(message.value)) as VideoFrame) };
}

function withImage(frame: VideoFrame, change: (jpeg: Buffer) => Buffer): string {
  const jpeg = change(Buffer.from(frame.frame_data, 'base64'));
  return JSON.stringify({ ...frame, frame_data: jpeg.toString('base64'), frame_size_bytes: jpeg.length });
}

/**
 * A JPEG whose header promises other dimensions: two bytes each in its frame header (SOF), after the bits of a sample.
 *
 * @throws Error if the bytes are no JPEG with a frame header
 */
export function claiming(jpeg: Buffer, width: number, height: number): Buffer {
  const changed = Buffer.from(jpeg);
  for (let at = 2; at + 9 < jpeg.length && jpeg[at] === 0xff; at += 2 + jpeg.readUInt16BE(at + 2)) {
    const marker = jpeg[at + 1] ?? 0;
    // 0xc4, 0xc8 and 0xcc are tables.
    if (marker < 0xc0 || marker > 0xcf || [0xc4, 0xc8, 0xcc].includes(marker)) continue;
    changed.writeUInt16BE(height, at + 5);
    changed.writeUInt16BE(width, at + 7);
    return changed;
  }
  throw new Error('The JPEG has no frame header.');
}
