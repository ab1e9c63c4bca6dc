import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FrameInfo } from '../frame.js';
import { EvenSample } from '../save/even-sample.js';
import { FrameFolder } from '../save/frame-folder.js';
import { safeName } from '../save/safe-name.js';

let root: string;
let jpeg: Buffer;

const frame = (source: string, second: number): FrameInfo => ({
  frame_id: `${second}`,
  timestamp: `2026-05-04T09:30:${String(second).padStart(2, '0')}.000Z`,
  source,
  frame_width: 64,
  frame_height: 48,
  frame_channels: 3,
  frame_size_bytes: jpeg.length,
  metadata: {},
});

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'workbook-save-'));
  jpeg = await sharp({ create: { width: 64, height: 48, channels: 3, background: 'teal' } })
    .jpeg()
    .toBuffer();
});

afterAll(() => rm(root, { recursive: true, force: true }));

describe('saved frames', () => {
  it('are named by time in a folder of their source, and nothing is overwritten', async () => {
    const folder = path.join(root, 'twice');
    for (let run = 0; run < 2; run++) {
      const frames = new FrameFolder(folder, 1e6);
      for (const second of [1, 2, 10]) expect(await frames.save(frame('camera-1', second), jpeg)).toBe('saved');
      await frames.writeContactSheet();
    }
    const time = (second: string) => `2026-05-04T09-30-${second}.000Z`;
    expect((await readdir(path.join(folder, 'camera-1'))).sort()).toEqual(
      ['01', '02', '10'].flatMap((second) => [`${time(second)}.jpg`, `${time(second)}_2.jpg`]).sort(),
    );
    expect((await readdir(folder)).sort()).toEqual([
      'camera-1',
      `contact-sheet-${time('01')}.jpg`,
      `contact-sheet-${time('01')}_2.jpg`,
    ]);
    expect((await readFile(path.join(folder, 'camera-1', `${time('10')}.jpg`))).equals(jpeg)).toBe(true);
  });

  it('end at the limit, to the byte', async () => {
    const frames = new FrameFolder(path.join(root, 'full'), 2 * jpeg.length);
    const savings = [];
    for (const second of [1, 2, 3]) savings.push(await frames.save(frame('a', second), jpeg));
    expect(savings).toEqual(['saved', 'saved', 'full']);
    expect(frames).toMatchObject({ saved: 2, bytes: 2 * jpeg.length });
  });

  it('are JPEGs: anything else is counted and left out', async () => {
    const frames = new FrameFolder(path.join(root, 'odd'), 1e6);
    expect(await frames.save(frame('a', 1), Buffer.from('MZ no image'))).toBe('no JPEG');
    expect(await frames.save(frame('a', 1), Buffer.alloc(0))).toBe('no JPEG');
    expect(frames.unreadable).toBe(2);
    expect(await frames.writeContactSheet()).toBeUndefined();
  });

  it('of all sources are on the contact sheet, however they took turns', async () => {
    const frames = new FrameFolder(path.join(root, 'turns'), 1e6);
    const color = (background: string) =>
      sharp({ create: { width: 256, height: 144, channels: 3, background } })
        .jpeg()
        .toBuffer();
    const [red, blue] = [await color('red'), await color('blue')];
    for (let second = 0; second < 50; second++) {
      await frames.save(frame('red', second), red);
      await frames.save(frame('blue', second), blue);
    }
    const sheet = sharp(await frames.writeContactSheet());
    expect(await sheet.metadata()).toMatchObject({ width: 8 + 6 * 264, height: 8 + 8 * 188 });
    const row = async (index: number) => {
      const { data } = await sheet
        .clone()
        .extract({ left: 100, top: 8 + index * 188 + 70, width: 1, height: 1 })
        .raw()
        .toBuffer({ resolveWithObject: true });
      return (data[0] ?? 0) > 200 ? 'red' : (data[2] ?? 0) > 200 ? 'blue' : 'neither';
    };
    expect([await row(0), await row(3), await row(4), await row(7)]).toEqual(['red', 'red', 'blue', 'blue']);
  });

  it('stay in the folder, whatever the source is called', async () => {
    const folder = path.join(root, 'hostile', 'inner');
    const frames = new FrameFolder(folder, 1e6);
    for (const name of ['../../up', '/etc', '..', 'con', 'a\u0000b', '<b>&"\u0001 ü']) {
      expect(await frames.save(frame(name, 1), jpeg)).toBe('saved');
    }
    expect(await readdir(path.join(root, 'hostile'))).toEqual(['inner']);
    expect(await readdir(folder)).toHaveLength(6);
    const sheet = await frames.writeContactSheet();
    expect(await sharp(sheet).metadata()).toMatchObject({ format: 'jpeg', width: 8 + 6 * 264 });
  });
});

describe('a name for files', () => {
  it.each(['camera-1', 'clip.mp4', 'a_b'])('is %s as it is', (text) => expect(safeName(text)).toBe(text));

  it('is never shared by two sources, also where small and capital letters are the same', () => {
    const names = ['Cam', 'cam', 'c/m', 'c\\m', 'c:m', '', '.', 'con.txt', 'x'.repeat(300), 'x'.repeat(301)].map(
      safeName,
    );
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z0-9][a-z0-9._-]{0,68}$/);
    expect(names).not.toContain('con.txt');
  });
});

describe('an even sample', () => {
  it('is all of few items, and spreads over many without keeping them', () => {
    const sample = new EvenSample<number>(48);
    for (let i = 0; i < 48; i++) sample.add(i);
    expect(sample.pick(48)).toHaveLength(48);
    for (let i = 48; i < 100_000; i++) sample.add(i);
    const items = sample.pick(48);
    expect(items).toHaveLength(48);
    expect(items[0]).toBe(0);
    expect(items.at(-1)).toBeGreaterThan(90_000);
    expect(items).toEqual([...items].sort((a, b) => a - b));
  });
});
