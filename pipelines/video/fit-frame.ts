import sharp from 'sharp';
import type { CapturedFrame } from './frame-source.js';
import { MAX_JPEG_BYTES, MAX_METADATA_LENGTH, MAX_PIXELS } from './limits.js';

/** What became of a frame that was too large to send. */
export type FittedFrame =
  | { kind: 'as it was'; frame: CapturedFrame }
  | { kind: 'reduced'; frame: CapturedFrame; sentence: string }
  | { kind: 'refused'; sentence: string };

const QUALITIES = [80, 60, 40];
const SMALLER = 0.7;

/** Makes a frame small enough to be sent: with less quality first, then with fewer pixels. Most fit as they are. */
export async function fitFrame(frame: CapturedFrame): Promise<FittedFrame> {
  const metadata = JSON.stringify(frame.metadata).length;
  if (metadata > MAX_METADATA_LENGTH) {
    return refused(frame, `its metadata has ${metadata} characters, and ${MAX_METADATA_LENGTH} are the limit`);
  }
  if (frame.jpeg.length <= MAX_JPEG_BYTES && frame.width * frame.height <= MAX_PIXELS) {
    return { kind: 'as it was', frame };
  }
  try {
    return await reduce(frame);
  } catch (error) {
    return refused(
      frame,
      `${describe(frame)} is over the limit of ${shown(MAX_JPEG_BYTES)}, and it can't be made smaller: ${(error as Error).message}`,
    );
  }
}

async function reduce(frame: CapturedFrame): Promise<FittedFrame> {
  const most = Math.min(1, Math.sqrt(MAX_PIXELS / (frame.width * frame.height)));
  for (let scale = most; Math.min(frame.width, frame.height) * scale >= 16; scale *= SMALLER) {
    for (const quality of QUALITIES) {
      // 4 times the limit: decoding more would take more memory than one frame is worth.
      const { data, info } = await sharp(frame.jpeg, { limitInputPixels: 4 * MAX_PIXELS })
        .resize({ width: Math.floor(frame.width * scale), height: Math.floor(frame.height * scale), fit: 'fill' })
        .jpeg({ quality })
        .toBuffer({ resolveWithObject: true });
      if (data.length > MAX_JPEG_BYTES) continue;
      const { width, height, channels } = info;
      const reduced = { ...frame, jpeg: data, width, height, channels };
      const sentence = `A frame of ${frame.source} had ${describe(frame)}, more than the limit: it is sent as ${describe(reduced)}.`;
      return { kind: 'reduced', frame: reduced, sentence };
    }
  }
  throw new Error('no quality is low enough');
}

function refused(frame: CapturedFrame, why: string): FittedFrame {
  return { kind: 'refused', sentence: `A frame of ${frame.source} is not sent: ${why}.` };
}

function describe({ width, height, jpeg }: CapturedFrame): string {
  return `${width}×${height} pixels and ${shown(jpeg.length)}`;
}

function shown(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
