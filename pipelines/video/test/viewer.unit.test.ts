import { EventEmitter } from 'node:events';
import sharp from 'sharp';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { BoardSource } from '../display/frame-board.js';
import { Viewer } from '../display/viewer.js';
import type { FrameInfo } from '../frame.js';
import { splitFrame } from '../pages/client/frame-message.js';

/** The page's end of a connection, as far as a viewer sees it. */
class Page extends EventEmitter {
  bufferedAmount = 0;
  readonly numbers: number[] = [];
  readonly leftOut: number[] = [];
  readonly texts: string[] = [];

  send(data: Buffer | string): void {
    if (typeof data === 'string') {
      this.texts.push(data);
      return;
    }
    const { header } = splitFrame(new Uint8Array(data).buffer);
    this.numbers.push(header.number);
    this.leftOut.push(header.leftOut);
    this.emit('frame');
  }

  /** Says something to the viewer. */
  report(report: object): void {
    this.emit('message', JSON.stringify(report), false);
  }
}

let jpeg: Buffer;
let page: Page;
let sources: BoardSource[];
let viewer: Viewer;
let unreadable: number;
let latencies: number[];

const info = (frameId: string): FrameInfo => ({
  frame_id: frameId,
  timestamp: '2026-05-04T09:30:00.000Z',
  source: 'a',
  frame_width: 16,
  frame_height: 16,
  frame_channels: 3,
  frame_size_bytes: 1,
  metadata: {},
});

/** A frame comes. */
function come(image = jpeg): void {
  for (const source of sources) {
    source.takeFrame(info('x'), image, Date.now());
    viewer.offer(source);
  }
}

beforeAll(async () => {
  jpeg = await sharp({ create: { width: 16, height: 16, channels: 3, background: 'teal' } })
    .jpeg()
    .toBuffer();
});

beforeEach(() => {
  page = new Page();
  sources = [new BoardSource('a')];
  unreadable = 0;
  latencies = [];
  viewer = new Viewer(page as unknown as WebSocket, () => sources, {
    onShown: (_, latency) => latencies.push(latency),
    onLeftOut() {},
    onUnreadable: () => {
      unreadable += 1;
    },
  });
});

describe('a page that is slow', () => {
  it('gets the newest frame when it is ready, and learns how many it missed', async () => {
    for (let i = 0; i < 10; i++) come();
    await expect.poll(() => page.numbers).toEqual([1]);
    page.report({ type: 'shown', source: 'a', number: 1, latencyMs: 40 });
    await expect.poll(() => page.numbers).toEqual([1, 10]);
    expect(page.leftOut).toEqual([0, 8]);
    expect(latencies).toEqual([40]);
  });

  it('is told nothing new while much is on its way to it', () => {
    const state = { type: 'state' as const, sources: [], notices: [] };
    viewer.tell(state);
    page.bufferedAmount = 2_000_000;
    viewer.tell(state);
    expect(page.texts).toHaveLength(1);
  });
});

describe('a page that pauses', () => {
  it('gets nothing meanwhile, and nothing of that counts as missed', async () => {
    come();
    await expect.poll(() => page.numbers).toEqual([1]);
    page.report({ type: 'shown', source: 'a', number: 1, latencyMs: 1 });
    page.report({ type: 'pause', paused: true });
    for (let i = 0; i < 5; i++) come();
    expect(page.numbers).toEqual([1]);
    page.report({ type: 'pause', paused: false });
    await expect.poll(() => page.numbers).toEqual([1, 6]);
    expect(page.leftOut).toEqual([0, 0]);
  });

  it('goes on when a frame was on its way to it meanwhile', async () => {
    come();
    await expect.poll(() => page.numbers).toEqual([1]);
    page.report({ type: 'pause', paused: true });
    for (let i = 0; i < 5; i++) come();
    page.report({ type: 'pause', paused: false });
    page.report({ type: 'shown', source: 'a', number: 1, latencyMs: 1 });
    await expect.poll(() => page.numbers).toEqual([1, 6]);
    expect(page.leftOut).toEqual([0, 0]);
  });
});

describe('a page that opens', () => {
  it('says that it is not paused when its first frame is long on the way: what came meanwhile it missed', async () => {
    for (let i = 0; i < 3; i++) come();
    page.report({ type: 'pause', paused: false });
    await expect.poll(() => page.numbers).toEqual([1]);
    page.report({ type: 'shown', source: 'a', number: 1, latencyMs: 1 });
    await expect.poll(() => page.numbers).toEqual([1, 3]);
    expect(page.leftOut).toEqual([0, 1]);
  });
});

describe('a source that was forgotten and sends again', () => {
  it('is shown from its first frame on', async () => {
    come();
    await expect.poll(() => page.numbers).toEqual([1]);
    page.report({ type: 'shown', source: 'a', number: 1, latencyMs: 1 });
    sources = [new BoardSource('a')];
    come();
    await expect.poll(() => page.numbers).toEqual([1, 1]);
    page.report({ type: 'shown', source: 'a', number: 1, latencyMs: 1 });
    for (let i = 0; i < 3; i++) come();
    await expect.poll(() => page.numbers).toEqual([1, 1, 2]);
    page.report({ type: 'shown', source: 'a', number: 2, latencyMs: 1 });
    await expect.poll(() => page.numbers).toEqual([1, 1, 2, 4]);
    expect(page.leftOut).toEqual([0, 0, 0, 1]);
    expect(latencies).toHaveLength(3);
  });
});

describe('what a page should not be asked to decode', () => {
  it('is left out and counted, and the next frame is shown', async () => {
    const huge = Buffer.from(jpeg);
    // The start of frame: its height and width are the two numbers after the precision.
    const frameHeader = huge.indexOf(Buffer.from([0xff, 0xc0]));
    huge.writeUInt16BE(60_000, frameHeader + 5);
    huge.writeUInt16BE(60_000, frameHeader + 7);
    for (const [index, image] of [huge, Buffer.from('no image'), Buffer.alloc(0)].entries()) {
      come(image);
      await expect.poll(() => unreadable).toBe(index + 1);
    }
    come();
    await expect.poll(() => page.numbers).toEqual([4]);
  });

  it('and reports that make no sense change nothing', async () => {
    page.emit('message', '{"type":"shown"', false);
    page.emit('message', '{"type":"shown","source":"a","number":7,"latencyMs":"x"}', false);
    page.emit('message', 'null', false);
    page.emit('message', Buffer.from('bytes'), true);
    come();
    await expect.poll(() => page.numbers).toEqual([1]);
    expect(latencies).toEqual([]);
  });
});
