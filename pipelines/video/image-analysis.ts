import sharp from 'sharp';
import type { PixelAnalysis } from './analysis.js';
import { FrameError, type RejectionReason } from './frame.js';
import { MAX_JPEG_BYTES, MAX_PIXELS } from './limits.js';
import { measurePixels } from './pixels.js';

/** What a frame claims about its image. */
export interface ClaimedImage {
  /** Pixels. */
  width: number;
  /** Pixels. */
  height: number;
  channels: number;
  /** Bytes of the JPEG. */
  size: number;
}

/** What the analysis says of one frame. */
export type ImageAnswer = { pixels: PixelAnalysis } | { reason: RejectionReason; detail: string };

/** How long decoding may take: a small file can hold work for minutes. */
const DECODE_SECONDS = 10;
const JPEG_BEGINS = Buffer.from([0xff, 0xd8, 0xff]);

/**
 * Looks at an image that somebody sent, who may be careless or hostile: bytes first, then the header, and only then the
 * pixels. Other formats than JPEG never reach a decoder: SVG could read files of this machine.
 */
export async function analyseImage(bytes: Buffer, claimed: ClaimedImage): Promise<ImageAnswer> {
  try {
    return { pixels: await measure(bytes, claimed) };
  } catch (error) {
    if (error instanceof FrameError) return { reason: error.reason, detail: error.detail };
    const detail = (error as Error).message.split('\n', 1)[0] ?? '';
    // What is left is what libvips says of pixels that it can't decode.
    if (/timeout/.test(detail)) return { reason: 'no-answer', detail: `decoding took longer than ${DECODE_SECONDS} s` };
    return { reason: 'truncated', detail: `the JPEG can't be decoded: ${detail}` };
  }
}

async function measure(bytes: Buffer, claimed: ClaimedImage): Promise<PixelAnalysis> {
  if (bytes.length > MAX_JPEG_BYTES) {
    throw new FrameError('too-large', `the JPEG has ${bytes.length} bytes, and ${MAX_JPEG_BYTES} are the limit`);
  }
  if (!bytes.subarray(0, JPEG_BEGINS.length).equals(JPEG_BEGINS)) {
    throw new FrameError('not-a-jpeg', bytes.length === 0 ? 'the image is empty' : 'the image is no JPEG');
  }
  // The limit is ours, so that it is told by its name.
  const image = sharp(bytes, { failOn: 'warning', limitInputPixels: false, sequentialRead: true });
  const { width, height, channels } = await image.metadata();
  if (width * height > MAX_PIXELS) {
    throw new FrameError('too-many-pixels', `the JPEG has ${width}×${height} pixels, and ${MAX_PIXELS} are the limit`);
  }
  const found = { width, height, channels, size: bytes.length };
  for (const [name, value] of Object.entries(found)) {
    const claim = claimed[name as keyof ClaimedImage];
    if (value === claim) continue;
    const what = name === 'size' ? 'bytes' : name;
    throw new FrameError('wrong-dimensions', `the frame claims ${what} ${claim}, and its JPEG has ${value}`);
  }
  const pixels = await image.timeout({ seconds: DECODE_SECONDS }).toColourspace('srgb').removeAlpha().raw().toBuffer();
  return measurePixels(pixels);
}
