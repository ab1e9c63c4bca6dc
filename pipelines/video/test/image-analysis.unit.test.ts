import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { startAnalysisService } from '../analysis-service.js';
import { claiming } from '../broken.js';
import { analyseImage, type ImageAnswer } from '../image-analysis.js';
import { MAX_JPEG_BYTES } from '../limits.js';
import { measurePixels } from '../pixels.js';
import { Scene } from '../scene/scene.js';

const WIDTH = 160;
const HEIGHT = 120;
const claimed = (jpeg: Buffer) => ({ width: WIDTH, height: HEIGHT, channels: 3, size: jpeg.length });

async function jpegOf(seconds = 20): Promise<Buffer> {
  const pixels = new Scene({ seed: 1, width: WIDTH, height: HEIGHT, daySeconds: 60 }).paint(seconds);
  return sharp(pixels, { raw: { width: WIDTH, height: HEIGHT, channels: 4 } })
    .removeAlpha()
    .jpeg()
    .toBuffer();
}

const reasonOf = (answer: ImageAnswer) => ('reason' in answer ? answer.reason : 'analysed');

describe('measuring pixels', () => {
  test('weighs the colours as Rec. 601 does, and takes the colour that covers most', () => {
    const pixels = [255, 0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 255];
    const lumas = [76.245, 149.685, 29.07, 29.07];
    const mean = lumas.reduce((a, b) => a + b) / 4;
    const deviation = Math.sqrt(lumas.reduce((sum, luma) => sum + (luma - mean) ** 2, 0) / 4);
    const { brightness, contrast, dominant_color } = measurePixels(Uint8Array.from(pixels));
    expect(brightness).toBeCloseTo(mean, 1);
    expect(contrast).toBeCloseTo(deviation, 1);
    expect(dominant_color).toBe('#0808f8');
  });

  test('knows black, white and plain grey', () => {
    const plain = (level: number) => measurePixels(new Uint8Array(300).fill(level));
    expect(plain(0)).toEqual({ brightness: 0, contrast: 0, dominant_color: '#080808' });
    expect(plain(255)).toMatchObject({ brightness: 255, contrast: 0 });
    expect(plain(119)).toMatchObject({ brightness: 119, contrast: 0 });
  });

  test('agrees with the raw pixels of a decoded JPEG', async () => {
    const jpeg = await jpegOf();
    const answer = await analyseImage(jpeg, claimed(jpeg));
    const { data } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true });
    expect(answer).toEqual({ pixels: measurePixels(data) });
  });

  test('takes a grey JPEG as what it is', async () => {
    const jpeg = await sharp(await jpegOf())
      .toColourspace('b-w')
      .jpeg()
      .toBuffer();
    expect(reasonOf(await analyseImage(jpeg, { ...claimed(jpeg), channels: 1 }))).toBe('analysed');
    expect(reasonOf(await analyseImage(jpeg, claimed(jpeg)))).toBe('wrong-dimensions');
  });
});

describe('an image that is wrong is told by its reason', () => {
  test('zero bytes, bytes that are no image, and another format', async () => {
    const empty = Buffer.alloc(0);
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="160" height="120"/>');
    const png = await sharp(await jpegOf())
      .png()
      .toBuffer();
    for (const bytes of [empty, svg, png, Buffer.alloc(5_000, 7)]) {
      expect(reasonOf(await analyseImage(bytes, claimed(bytes)))).toBe('not-a-jpeg');
    }
  });

  test.each([0.1, 0.5, 0.9, 0.999])('a JPEG of which only a share of %f came', async (share) => {
    const jpeg = (await jpegOf()).subarray(0, Math.floor((await jpegOf()).length * share));
    expect(await analyseImage(jpeg, claimed(jpeg))).toMatchObject({ reason: 'truncated' });
  });

  test('nothing but the beginning of a JPEG', async () => {
    const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xd9]);
    expect(await analyseImage(jpeg, claimed(jpeg))).toMatchObject({ reason: 'truncated' });
  });

  test('other dimensions than claimed', async () => {
    const jpeg = await jpegOf();
    for (const lie of [{ width: 161 }, { height: 1 }, { channels: 1 }, { size: 3 }]) {
      expect(reasonOf(await analyseImage(jpeg, { ...claimed(jpeg), ...lie }))).toBe('wrong-dimensions');
    }
  });

  test('a bomb: a small file of huge dimensions, before any of its pixels takes memory', async () => {
    const bomb = claiming(await jpegOf(), 60_000, 60_000);
    const before = process.memoryUsage().rss;
    const answer = await analyseImage(bomb, { width: 60_000, height: 60_000, channels: 3, size: bomb.length });
    expect(answer).toEqual({
      reason: 'too-many-pixels',
      detail: 'the JPEG has 60000×60000 pixels, and 32000000 are the limit',
    });
    expect(process.memoryUsage().rss - before).toBeLessThan(300 * 1024 * 1024);
  });

  test('20 MB', async () => {
    const jpeg = Buffer.concat([(await jpegOf()).subarray(0, -2), Buffer.alloc(20_000_000)]);
    expect(reasonOf(await analyseImage(jpeg, claimed(jpeg)))).toBe('too-large');
  });
});

test('the service answers good and bad frames side by side, and refuses what is over its limit unread', async () => {
  await using service = await startAnalysisService();
  const jpeg = await jpegOf();
  const ask = (bytes: Buffer, claim: object = claimed(bytes)) =>
    fetch(service.endpoint.url, {
      method: 'POST',
      headers: {
        ...service.endpoint.headers,
        'content-type': 'application/octet-stream',
        'x-record': JSON.stringify(claim),
      },
      body: new Uint8Array(bytes),
    });
  const answers = await Promise.all([ask(jpeg), ask(jpeg.subarray(0, 900)), ask(Buffer.alloc(0)), ask(jpeg)]);
  const bodies = (await Promise.all(answers.map((answer) => answer.json()))) as ImageAnswer[];
  expect(bodies.map(reasonOf)).toEqual(['analysed', 'truncated', 'not-a-jpeg', 'analysed']);

  const large = await ask(Buffer.alloc(MAX_JPEG_BYTES + 1));
  expect(large.status).toBe(413);
  await large.text();
  expect(service.stats()).toMatchObject({ answered: 4, failed: 0 });
});
