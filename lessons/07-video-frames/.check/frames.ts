/** Frames for the check: small, always alike for a seed, and made with sharp by the check itself. */
import sharp from 'sharp';
import type { Capture, Pixels, ProcessedFrame, RejectionReason, Statistics, VideoFrame } from '../frame.js';
import { drawScene, type Scene } from '../scene.js';

/** Draws by a seed. */
interface Random {
  next(): number;
  int(min: number, max: number): number;
  pick<T>(values: readonly T[]): T;
  word(length: number): string;
}

export const WINDOW_MS = 10_000;
export const SOURCES: readonly string[] = ['gate', 'dock'];
/** Sent last, in pairs: what comes of them says that all before them is through. */
export const LAST = 'last';

/** A time at which a window starts. */
export function drawStart(random: Random): number {
  return 1_700_000_000_000 + random.int(0, 1_000_000) * WINDOW_MS;
}

export function drawPixels(random: Random, size: Pick<Scene, 'width' | 'height' | 'channels'>): Pixels {
  return drawScene({ ...size, moment: random.next(), light: 0.2 + 0.8 * random.next() });
}

export function drawCapture(random: Random, size: Pick<Scene, 'width' | 'height' | 'channels'>): Capture {
  return {
    frameId: random.word(8),
    source: random.pick(SOURCES),
    capturedAt: drawStart(random) + random.int(1, 9_999),
    pixels: drawPixels(random, size),
    metadata: { lens: random.word(4), exposure_ms: random.int(1, 40), flash: random.int(0, 1) === 1 },
  };
}

/** The same picture, with pixels that are more or less opaque. */
export function seeThrough(random: Random, { data, ...rest }: Pixels): Pixels {
  const changed = Buffer.from(data);
  for (let alpha = 3; alpha < changed.length; alpha += 4) changed[alpha] = random.int(0, 255);
  return { ...rest, data: changed };
}

/** The same JPEG, longer by these bytes: a comment is put behind its first marker. */
export function padded(jpeg: Buffer, bytes: number): Buffer {
  const comment = Buffer.alloc(bytes);
  comment.writeUInt16BE(0xfffe, 0);
  comment.writeUInt16BE(bytes - 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), comment, jpeg.subarray(2)]);
}

export async function encode({ channels, data, height, width }: Pixels): Promise<Buffer> {
  return sharp(data, { raw: { width, height, channels } }).jpeg().toBuffer();
}

/** @throws Error for what is no whole JPEG */
export async function decode(jpeg: Buffer): Promise<Pixels> {
  const { data, info } = await sharp(jpeg).toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: 3 };
}

/** The weighted mean over all pixels: with 1/3 for each it is the plain one. */
export function lumaOf({ channels, data }: Pixels, weights: readonly number[] = [0.299, 0.587, 0.114]): number {
  let sum = 0;
  for (let i = 0; i < data.length; i += channels) {
    for (const [channel, weight] of weights.entries()) sum += weight * (data[i + channel] ?? 0);
  }
  return sum / (data.length / channels);
}

/** How far the colours of two pictures of one size are apart, on the average: 0 to 255. */
export function distance(a: Pixels, b: Pixels): number {
  const pixels = a.width * a.height;
  let sum = 0;
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      sum += Math.abs((a.data[pixel * a.channels + channel] ?? 0) - (b.data[pixel * b.channels + channel] ?? 0));
    }
  }
  return sum / (pixels * 3);
}

/** A frame, and what must become of it. */
export interface Sent {
  frame: VideoFrame;
  expected: 'filtered' | { brightness: number } | { reason: RejectionReason };
}

export async function makeFrame(capture: Capture): Promise<VideoFrame> {
  const { pixels } = capture;
  const jpeg = await encode(pixels);
  return {
    frame_id: capture.frameId,
    timestamp: new Date(capture.capturedAt).toISOString(),
    source: capture.source,
    frame_width: pixels.width,
    frame_height: pixels.height,
    frame_channels: 3,
    frame_size_bytes: jpeg.length,
    metadata: capture.metadata,
    frame_data: jpeg.toString('base64'),
  };
}

/** Good frames of one size whose JPEGs have the same number of bytes: only their pictures differ. One is black, one grey. */
export async function drawAlike(random: Random, count: number): Promise<Sent[]> {
  const size = { width: 24, height: 481 };
  const { data } = drawPixels(random, size);
  const grey = await sharp(data, { raw: { ...size, channels: 3 } })
    .greyscale()
    .jpeg()
    .toBuffer();
  const black = await encode({ ...size, channels: 3, data: Buffer.alloc(data.length) });
  const coloured = await Promise.all(Array.from({ length: count - 2 }, () => encode(drawPixels(random, size))));
  const jpegs = [...coloured, grey, black];
  const longest = Math.max(...jpegs.map(({ length }) => length));
  return Promise.all(
    jpegs.map(async (jpeg) => {
      const filled = padded(jpeg, longest - jpeg.length + 16);
      const frame = await makeFrame(drawCapture(random, size));
      return {
        frame: { ...frame, frame_size_bytes: filled.length, frame_data: filled.toString('base64') },
        expected: { brightness: lumaOf(await decode(filled)) },
      };
    }),
  );
}

/** A good frame, of one colour, that takes a while to decode. */
export async function drawLarge(random: Random): Promise<Sent> {
  const [width, height] = [2_400, 1_800];
  const colour = { r: random.int(0, 255), g: random.int(0, 255), b: random.int(0, 255) };
  const jpeg = await sharp({ create: { width, height, channels: 3, background: colour } })
    .jpeg()
    .toBuffer();
  const frame = await makeFrame(drawCapture(random, { width: 24, height: 18 }));
  const frame_data = jpeg.toString('base64');
  return {
    frame: { ...frame, frame_width: width, frame_height: height, frame_size_bytes: jpeg.length, frame_data },
    expected: { brightness: 0.299 * colour.r + 0.587 * colour.g + 0.114 * colour.b },
  };
}

/** A good frame of this size. */
export async function drawSent(random: Random, width: number, height: number, over: Partial<Capture>): Promise<Sent> {
  const frame = await makeFrame({ ...drawCapture(random, { width, height }), ...over });
  if (height <= 480) return { frame, expected: 'filtered' };
  return { frame, expected: { brightness: lumaOf(await decode(Buffer.from(frame.frame_data, 'base64'))) } };
}

/** Frames that no analysis can make anything of. Each says that it is 24 × 720. */
export async function drawBroken(random: Random, over: Partial<Capture>): Promise<Sent[]> {
  const size = { width: 24, height: 720 };
  const good = async () => makeFrame({ ...drawCapture(random, size), ...over });
  const jpegOf = ({ frame_data }: VideoFrame) => Buffer.from(frame_data, 'base64');
  const smaller = await encode(drawPixels(random, { width: 24, height: 481 }));
  const narrower = await encode(drawPixels(random, { width: 12, height: 720 }));
  const turned = await encode(drawPixels(random, { width: 720, height: 24 }));
  const halved = await encode(drawPixels(random, { width: 12, height: 360 }));
  const broken: [(frame: VideoFrame) => Buffer, RejectionReason][] = [
    [(frame) => jpegOf(frame).subarray(0, jpegOf(frame).length * 0.6), 'undecodable'],
    [() => Buffer.from('no picture at all'), 'undecodable'],
    [() => smaller, 'wrong-dimensions'],
    [() => narrower, 'wrong-dimensions'],
    [() => turned, 'wrong-dimensions'],
    [() => halved, 'wrong-dimensions'],
  ];
  return Promise.all(
    broken.map(async ([breakIt, reason]) => {
      const frame = await good();
      const jpeg = breakIt(frame);
      return {
        frame: { ...frame, frame_size_bytes: jpeg.length, frame_data: jpeg.toString('base64') },
        expected: { reason },
      };
    }),
  );
}

/** Two cameras, each in a partition of its own, film for 30 s, and then comes what says that all of it is through. */
export async function drawFrames(random: Random): Promise<{ sent: Sent[]; last: Sent[] }> {
  const start = drawStart(random);
  const sizes = [
    ...([
      [24, 480],
      [24, 481],
      [24, 719],
      [24, 720],
      [24, 1079],
      [24, 1080],
      [500, 40],
    ] as const),
  ];
  const at = (ms: number, source: string) => ({ capturedAt: start + ms, source });
  const drawn = await Promise.all(
    SOURCES.flatMap((source) =>
      Array.from({ length: 12 }, (_, index) => {
        const [width, height] = sizes[index] ?? random.pick(sizes);
        return drawSent(random, width, height, at(index * 2_500 + random.int(0, 500), source));
      }),
    ),
  );
  const broken = await drawBroken(random, at(12_000, 'gate'));
  const noBase64: Sent = {
    frame: { ...(await drawSent(random, 24, 720, at(14_000, 'dock'))).frame, frame_data: 'no picture, and no base64' },
    expected: { reason: 'undecodable' },
  };
  const sent = [...drawn, ...broken, noBase64].sort((a, b) => a.frame.timestamp.localeCompare(b.frame.timestamp));
  const lastOnes = [60_000, 120_000].map((ms, round) =>
    Promise.all(
      SOURCES.map((source) => drawSent(random, 500, 481, { ...at(ms, source), frameId: `${LAST} ${round} ${source}` })),
    ),
  );
  return { sent, last: (await Promise.all(lastOnes)).flat() };
}

/** The statistics of these frames, one for each source, category and window. */
export function statisticsOf(frames: readonly ProcessedFrame[]): Statistics[] {
  const groups = new Map<string, ProcessedFrame[]>();
  for (const frame of frames) {
    const start = Math.floor(Date.parse(frame.timestamp) / WINDOW_MS) * WINDOW_MS;
    const key = JSON.stringify([frame.source, frame.resolution_category, start]);
    groups.set(key, [...(groups.get(key) ?? []), frame]);
  }
  return [...groups].map(([key, group]) => {
    const [source, resolution_category, start] = JSON.parse(key) as [string, Statistics['resolution_category'], number];
    return {
      source,
      resolution_category,
      window_start: new Date(start).toISOString(),
      window_end: new Date(start + WINDOW_MS).toISOString(),
      frames: group.length,
      mean_brightness: group.reduce((sum, frame) => sum + frame.brightness, 0) / group.length,
      bytes: group.reduce((sum, frame) => sum + frame.frame_size_bytes, 0),
    };
  });
}
