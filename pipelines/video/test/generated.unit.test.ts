import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { Breaker } from '../breaker.js';
import { BROKEN_KINDS } from '../broken.js';
import { toMessage } from '../frame-message.js';
import type { CapturedFrame } from '../frame-source.js';
import { measurePixels } from '../pixels.js';
import { Scene } from '../scene/scene.js';
import { parseSizes } from '../sources/frame-options.js';
import { GeneratedSource } from '../sources/generated.js';

const SMALL = { width: 64, height: 48 };
const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
/** RGBA as RGB. */
const rgb = (pixels: Uint8Array) => pixels.filter((_, i) => i % 4 < 3);

async function take(count: number, fps: number): Promise<CapturedFrame[]> {
  const { signal } = new AbortController();
  const source = new GeneratedSource({ fps, sizes: [SMALL], sources: 2, quality: 80, seed: 3, daySeconds: 10, signal });
  const frames: CapturedFrame[] = [];
  for await (const frame of source) if (frames.push(frame) === count) break;
  return frames;
}

describe('generated scenes', () => {
  test('are the same for the same seed, frame by frame, and others for another', async () => {
    const paint = (seed: number, seconds: number) =>
      digest(new Scene({ seed, ...SMALL, daySeconds: 10 }).paint(seconds));
    expect(paint(3, 4)).toBe(paint(3, 4));
    expect(new Set([paint(3, 4), paint(3, 5), paint(4, 4), paint(6, 4)]).size).toBe(4);
    // In whatever order and at whatever time they are drawn.
    const scene = new Scene({ seed: 3, ...SMALL, daySeconds: 10 });
    scene.paint(9);
    expect(digest(scene.paint(4))).toBe(paint(3, 4));
  });

  test('grow dark at night and light by day, so that the analysis finds something', () => {
    for (const seed of [0, 1, 2]) {
      const scene = new Scene({ seed, ...SMALL, daySeconds: 20 });
      const brightness = Array.from({ length: 20 }, (_, i) => measurePixels(rgb(scene.paint(i))).brightness);
      expect(Math.max(...brightness) - Math.min(...brightness)).toBeGreaterThan(60);
    }
  });

  test('come from each source in order, one from each at a time', async () => {
    const frames = await take(6, 50);
    expect(frames.map(({ source }) => source)).toEqual([1, 2, 1, 2, 1, 2].map((i) => `camera-${i}`));
    const numbers = frames.filter(({ source }) => source === 'camera-1').map(({ metadata }) => Number(metadata.frame));
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    expect(new Set(numbers).size).toBe(3);
    for (const frame of frames) expect(frame).toMatchObject({ ...SMALL, channels: 3 });
  });

  test('have the sizes that were asked for, and no impossible ones', () => {
    expect(parseSizes('640x480, 1280X720')).toEqual([
      { width: 640, height: 480 },
      { width: 1280, height: 720 },
    ]);
    for (const text of ['', '640', '8x8', '99999x10', '640x480;1x1']) expect(parseSizes(text)).toBeUndefined();
  });
});

describe('the breaker', () => {
  test('breaks the share that was asked for, in each of the ways in turn, and leaves the others alone', async () => {
    const [frame] = await take(1, 50);
    const message = toMessage(frame as CapturedFrame, 'f', 'json');
    const breaker = new Breaker(0.1);
    const sent = Array.from({ length: 10 * BROKEN_KINDS.length }, () => breaker.alter(message));
    expect(breaker.broken).toBe(BROKEN_KINDS.length);
    expect(new Set(sent.map(({ value }) => value)).size).toBe(BROKEN_KINDS.length + 1);
    expect(new Breaker(0).alter(message)).toBe(message);
  });
});
