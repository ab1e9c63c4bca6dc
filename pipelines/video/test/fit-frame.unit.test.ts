import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { fitFrame } from '../fit-frame.js';
import type { CapturedFrame } from '../frame-source.js';
import { MAX_JPEG_BYTES } from '../limits.js';

function captured(jpeg: Buffer, width: number, height: number, metadata = {}): CapturedFrame {
  return { source: 'camera-1', capturedAt: 0, jpeg, width, height, channels: 3, metadata };
}

describe('a frame before it is sent', () => {
  test('stays as it is within the limits, to the byte', async () => {
    const frame = captured(Buffer.alloc(MAX_JPEG_BYTES), 1280, 720);
    expect(await fitFrame(frame)).toEqual({ kind: 'as it was', frame });
  });

  test('is made smaller over the limit, and says what it was and is', async () => {
    const side = 2600;
    const noise = { create: { width: side, height: side, channels: 3 as const, background: 'grey' } };
    const jpeg = await sharp({
      ...noise,
      create: { ...noise.create, noise: { type: 'gaussian', mean: 128, sigma: 60 } },
    })
      .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
      .toBuffer();
    expect(jpeg.length).toBeGreaterThan(MAX_JPEG_BYTES);
    const fitted = await fitFrame(captured(jpeg, side, side));
    if (fitted.kind !== 'reduced') throw new Error(`it was ${fitted.kind}`);
    expect(fitted.frame.jpeg.length).toBeLessThanOrEqual(MAX_JPEG_BYTES);
    const { width, height } = await sharp(fitted.frame.jpeg).metadata();
    expect(fitted.frame).toMatchObject({ width, height });
    expect(fitted.sentence).toMatch(
      /^A frame of camera-1 had 2600×2600 pixels and \d+\.\d MiB, more than the limit: it is sent as \d+×\d+ pixels and [0-3]\.\d MiB\.$/,
    );
  });

  test('of 20 MB that is no image is refused, with a sentence', async () => {
    const fitted = await fitFrame(captured(Buffer.alloc(20_000_000, 7), 1280, 720));
    expect(fitted.kind).toBe('refused');
    expect('sentence' in fitted && fitted.sentence).toMatch(
      /^A frame of camera-1 is not sent: 1280×720 pixels and 19\.1 MiB is over the limit of 4\.0 MiB, and it can't be made smaller: .+\.$/,
    );
  });

  test('with more metadata than a message should have is refused', async () => {
    const fitted = await fitFrame(captured(Buffer.alloc(10), 16, 16, { note: 'x'.repeat(5_000) }));
    expect('sentence' in fitted && fitted.sentence).toContain(
      'its metadata has 5011 characters, and 4096 are the limit',
    );
  });
});
