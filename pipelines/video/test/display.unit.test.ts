import { describe, expect, it } from 'vitest';
import type { ProcessedVideoFrame } from '../analysis.js';
import { colorInWords } from '../display/color-words.js';
import { FrameBoard, MAX_SOURCES } from '../display/frame-board.js';
import { percentile, ShownTally } from '../display/shown-tally.js';
import type { FrameInfo } from '../frame.js';

const START = Date.parse('2026-05-04T09:30:00Z');
const JPEG = Buffer.from('image');

const frame = (ms: number, source = 'camera-1'): FrameInfo => ({
  frame_id: `${source}-${ms}`,
  timestamp: new Date(START + ms).toISOString(),
  source,
  frame_width: 1280,
  frame_height: 720,
  frame_channels: 3,
  frame_size_bytes: JPEG.length,
  metadata: {},
});

const result = (ms: number, brightness: number): ProcessedVideoFrame => ({
  ...frame(ms),
  brightness,
  contrast: 20,
  dominant_color: '#102040',
  aspect_ratio: 1.7778,
  compression_ratio: 0.02,
  resolution_category: 'HD',
  processed_at: new Date(START + ms + 50).toISOString(),
});

describe('the board behind the display', () => {
  it('knows a source’s rate by its capture times, however late the frames come', () => {
    const board = new FrameBoard();
    for (let i = 0; i < 30; i++) board.takeFrame(frame(i * 100), JPEG, START + 10_000);
    expect(board.states(START + 10_000)[0]?.fps).toBeCloseTo(10, 1);
  });

  it('keeps only the newest frame, and a minute of brightness', () => {
    const board = new FrameBoard();
    for (let i = 0; i < 4_000; i++) {
      const now = START + i * 66;
      board.takeFrame(frame(i * 66), JPEG, now);
      board.takeResult(result(i * 66, i % 256), now + 100);
    }
    const [state] = board.states(START + 4_000 * 66);
    expect(board.sources[0]?.newest).toMatchObject({ number: 4_000, info: { frame_id: `camera-1-${3_999 * 66}` } });
    expect(state?.brightness.length).toBeLessThanOrEqual(241);
    expect(state?.brightness.at(-1)?.[0]).toBe(0);
    expect(state?.analysis).toMatchObject({ colorInWords: 'dark blue', delayMs: 100, category: 'HD' });
    expect(state?.brightnessInWords).toMatch(/^Brightness over the last 60 s: between 0 and 252 of 255, now \d+, /);
  });

  it('keeps the sources in one order, whoever is heard first', () => {
    const board = new FrameBoard();
    for (const source of ['camera-10', 'camera-2', 'back door', 'camera-1'])
      board.takeFrame(frame(0, source), JPEG, START);
    const order = ['back door', 'camera-1', 'camera-2', 'camera-10'];
    expect(board.states(START).map(({ source }) => source)).toEqual(order);
  });

  it('says that results are missing, and what to do', () => {
    const board = new FrameBoard();
    board.takeFrame(frame(0), JPEG, START);
    expect(board.states(START + 1_000)[0]?.withoutAnalysis).toBe('No analysis yet.');
    board.takeFrame(frame(6_000), JPEG, START + 6_000);
    expect(board.states(START + 6_000)[0]?.withoutAnalysis).toMatch(/of 720 lines.*npm run video:processor/);
  });

  it('has room for so many sources, says so, and makes room when one has gone', () => {
    const board = new FrameBoard();
    for (let i = 0; i <= MAX_SOURCES; i++) board.takeFrame(frame(0, `source-${i}`), JPEG, START);
    expect(board.sources).toHaveLength(MAX_SOURCES);
    expect(board.notices().join()).toContain(`More than ${MAX_SOURCES} sources`);
    expect(board.takeFrame(frame(200_000, 'later'), JPEG, START + 200_000)?.name).toBe('later');
    expect(board.sources).toHaveLength(1);
  });
});

describe('a colour in words', () => {
  it.each([
    ['#000000', 'black'],
    ['#ffffff', 'white'],
    ['#808080', 'grey'],
    ['#d0d4d2', 'light grey'],
    ['#ff0000', 'red'],
    ['#f0f', 'unknown'],
    ['#3060c0', 'blue'],
    ['#0a1a3a', 'dark blue'],
    ['#20c040', 'green'],
    ['#ffd700', 'yellow'],
    ['#ff80c0', 'light pink'],
  ])('%s is %s', (hex, words) => expect(colorInWords(hex)).toBe(words));
});

describe('what the pages have shown', () => {
  it('is counted in bounded memory', () => {
    const tally = new ShownTally();
    for (let i = 1; i <= 1_000; i++) tally.addShown('a', i);
    tally.addLeftOut('a', 3);
    expect(tally.bySource.get('a')).toMatchObject({ frames: 1_000, leftOut: 3 });
    expect(tally.bySource.get('a')?.latencies).toHaveLength(300);
    expect(percentile([1, 2, 3, 4], 0.5)).toBe(2);
    expect(percentile([], 0.95)).toBe(0);
  });
});
