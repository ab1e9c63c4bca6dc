import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { readSettings } from '@workbook/services';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FileSourceOptions, openFileSource } from '../file-source.js';
import type { CapturedFrame, FrameSource } from '../frame-source.js';
import { mergeSources } from '../merged-source.js';
import { distinctNames } from '../sources/file.js';
import { FETCH_MS, film, testPicture } from './film.js';

let folder: string;
/** A whole Windows bitmap. */
const ONE_RED_PIXEL = Buffer.from(
  '424d3a0000000000000036000000280000000100000001000000010018000000000004000000130b0000130b000000000000000000000000ff00',
  'hex',
);
const there = (name: string) => path.join(folder, name);

/** All frames of a file, played fast, and what was said about it. */
async function play(name: string, options: Partial<FileSourceOptions> = {}) {
  const said: string[] = [];
  const tell = (sentence: string) => void said.push(sentence);
  const source = await openFileSource(readSettings(), { file: there(name), quality: 90, speed: 100, tell, ...options });
  const frames: CapturedFrame[] = [];
  for await (const frame of source) frames.push(frame);
  return { frames, said, title: source.title };
}

const secondsOf = (frames: CapturedFrame[]) => frames.map(({ metadata }) => metadata.file_seconds);

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'workbook-film-'));
  const picture = testPicture({ size: '320x180', fps: 10, seconds: 1 });
  await film(...picture, there('clip.mp4'));
  await film(...picture, there('clip.mov'));
  await film(...picture, there('clip.gif'));
  const pause = ['-vf', 'setpts=if(gt(N\\,4)\\,PTS+1.5/TB\\,PTS)', '-fps_mode', 'vfr'];
  await film(...picture, ...pause, '-c:v', 'libvpx', there('pause.webm'));
}, FETCH_MS);

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a video file', () => {
  it.each(['clip.mp4', 'clip.mov', 'clip.gif'])('%s comes frame by frame, each at its own time', async (name) => {
    const { frames, said, title } = await play(name);
    expect(secondsOf(frames)).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]);
    expect(frames[0]).toMatchObject({ source: name, width: 320, height: 180, channels: 3 });
    const { format, width, height } = await sharp(frames[9]?.jpeg).metadata();
    expect({ format, width, height }).toEqual({ format: 'jpeg', width: 320, height: 180 });
    expect(said).toEqual([]);
    expect(title).toBe(`the video ${name}, 100 times as fast`);
  });

  it('keeps a pause that the file has between two frames', async () => {
    const { frames } = await play('pause.webm');
    expect(secondsOf(frames).slice(3, 7)).toEqual([0.3, 0.4, 2, 2.1]);
  });

  it('is played as it was filmed: capture times are as far apart as the file says, and no frame comes early', async () => {
    const arrivals: number[] = [];
    const source = await openFileSource(readSettings(), { file: there('clip.mp4'), quality: 90, speed: 2, tell() {} });
    const captured: number[] = [];
    for await (const { capturedAt } of source) {
      captured.push(capturedAt);
      arrivals.push(Date.now());
    }
    expect(captured.map((time) => time - (captured[0] ?? 0))).toEqual([0, 50, 100, 150, 200, 250, 300, 350, 400, 450]);
    expect(arrivals.every((time, index) => time >= (captured[index] ?? 0))).toBe(true);
  });

  it('gives as many frames per second, and as large ones, as are asked for', async () => {
    const { frames } = await play('clip.mp4', { fps: 5, size: { width: 161, height: 161 } });
    expect(secondsOf(frames)).toEqual([0, 0.2, 0.4, 0.6, 0.8]);
    expect(frames[0]).toMatchObject({ width: 160, height: 90 });
  });

  it('is smaller with a lower quality', async () => {
    const bytes = async (quality: number) => (await play('clip.mp4', { quality })).frames[0]?.jpeg.length ?? 0;
    expect(await bytes(10)).toBeLessThan((await bytes(95)) / 2);
  });

  it('keeps its colours, whichever the video kept them in', async () => {
    const colour = ['-f', 'lavfi', '-i', 'color=0x20c040:size=64x64:rate=5:duration=0.4'];
    const rec709 = ['-vf', 'scale=out_color_matrix=bt709:out_range=limited,format=yuv420p'];
    const marks = ['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709', '-color_range', 'tv'];
    await film(...colour, ...rec709, ...marks, there('green.mp4'));
    const { frames } = await play('green.mp4');
    const { channels } = await sharp(frames[0]?.jpeg).stats();
    for (const [index, expected] of [0x20, 0xc0, 0x40].entries()) {
      expect(Math.abs((channels[index]?.mean ?? 0) - expected)).toBeLessThan(8);
    }
  });

  it('that breaks off gives what is whole, and says so', async () => {
    await writeFile(there('broken.gif'), (await readFile(there('clip.gif'))).subarray(0, 9_000));
    const { frames, said } = await play('broken.gif');
    expect(frames.length).toBeGreaterThan(0);
    expect(said.join()).toMatch(/^Parts of .*broken\.gif could not be read: /);
  });

  it('begins again at its end where it is looped, and its time goes on', async () => {
    const options = { file: there('clip.gif'), quality: 90, speed: 100, loop: true, tell() {} };
    const source = await openFileSource(readSettings(), options);
    const frames: CapturedFrame[] = [];
    for await (const frame of source) {
      frames.push(frame);
      if (frames.length === 21) await source.close();
    }
    expect(secondsOf(frames).slice(8, 12)).toEqual([0.8, 0.9, 0, 0.1]);
    const begin = frames[0]?.capturedAt ?? 0;
    expect(frames.map(({ capturedAt }) => capturedAt - begin)).toEqual(frames.map((_, index) => index));
    expect(source.title).toBe('the video clip.gif, 100 times as fast, again and again');
  });

  it('leaves no ffmpeg behind when nobody wants its frames any more', async () => {
    const children = () => process.getActiveResourcesInfo().filter((name) => name === 'ProcessWrap').length;
    // Too large to be buffered: ffmpeg can't be done with it.
    await film(...testPicture({ size: '1280x720', fps: 10, seconds: 10 }), '-preset', 'ultrafast', there('large.mp4'));
    await expect.poll(children).toBe(0);
    const source = await openFileSource(readSettings(), {
      file: there('large.mp4'),
      quality: 90,
      speed: 0.1,
      tell() {},
    });
    const frames = source[Symbol.asyncIterator]();
    await frames.next();
    expect(children()).toBe(1);
    const next = frames.next();
    await source.close();
    expect((await next).done).toBe(true);
    await expect.poll(children).toBe(0);
  });
});

describe('a folder of images', () => {
  it('is played in the order that people sort in, whatever the formats, upright, and says what is no image', async () => {
    await mkdir(there('images'));
    const image = (width: number) => sharp({ create: { width, height: 20, channels: 4, background: '#ff000080' } });
    await image(31).png().toFile(there('images/shot-2.png'));
    await image(32).webp().toFile(there('images/shot-10.webp'));
    await image(33).tiff().withMetadata({ orientation: 6 }).toFile(there('images/shot-1.tiff'));
    await writeFile(there('images/notes.txt'), 'no image');
    await writeFile(there('images/scan.bmp'), 'BM');
    const whole = await image(34).jpeg().toBuffer();
    await writeFile(there('images/shot-3.jpg'), whole.subarray(0, whole.length - 40));
    const { frames, said, title } = await play('images', { fps: 4 });
    expect(frames.map(({ width, height }) => `${width}x${height}`)).toEqual(['20x33', '31x20', '32x20']);
    expect(secondsOf(frames)).toEqual([0, 0.25, 0.5]);
    expect(frames[0]).toMatchObject({ source: 'images', channels: 3 });
    expect(said).toEqual([
      'Left out, as only jpg, png, webp, avif, tif, svg are taken: notes.txt, scan.bmp.',
      expect.stringMatching(/shot-3\.jpg is left out: it is no image that can be read \(.*\)\.$/),
    ]);
    expect(title).toBe(`3 images of ${there('images')}, 100 times as fast`);
  });
});

describe('several files at once', () => {
  it('are played to their ends, each a source of its own', async () => {
    const files = ['clip.mp4', 'clip.gif'];
    const names = distinctNames(['clip', 'clip']);
    const open = (name: string, i: number) =>
      openFileSource(readSettings(), { file: there(name), name: names[i], quality: 90, speed: 2 - i, tell() {} });
    const source = mergeSources(await Promise.all(files.map(open)));
    const frames: CapturedFrame[] = [];
    for await (const frame of source) frames.push(frame);
    const sources = frames.map((frame) => frame.source);
    expect(sources.filter((name) => name === 'clip')).toHaveLength(10);
    expect(sources.filter((name) => name === 'clip (2)')).toHaveLength(10);
    expect(source.title).toBe('the video clip.mp4, 2 times as fast; the video clip.gif');
  });

  it('play side by side, each frame when it comes, until the last ends', async () => {
    const [first, second] = [handDriven('first'), handDriven('second')];
    const frames = mergeSources([first.source, second.source])[Symbol.asyncIterator]();
    for (const { source, stream, frame } of [first, second, second, first]) {
      stream.write(frame);
      expect((await frames.next()).value.source).toBe(source.title);
    }
    first.stream.end();
    second.stream.write(second.frame);
    expect((await frames.next()).value.source).toBe('second');
    second.stream.end();
    expect((await frames.next()).done).toBe(true);
  });

  /** A source that has a frame when one is written to its stream. */
  function handDriven(title: string) {
    const stream = new PassThrough({ objectMode: true });
    const source: FrameSource = {
      title,
      pace: 'waits',
      [Symbol.asyncIterator]: () => stream[Symbol.asyncIterator](),
      async close() {},
    };
    const frame = { source: title, capturedAt: 0, jpeg: Buffer.of(), width: 1, height: 1, channels: 3, metadata: {} };
    return { source, stream, frame };
  }
});

describe('what can’t be played is told in a sentence:', () => {
  it.each([
    ['no such file', 'gone.mp4', /There is no .*gone\.mp4\. Name a video/],
    ['a mistyped option', 'spped=2', /There is no .*spped=2, and no option "spped="\. Name a video/],
    ['a text', 'text.mp4', /text\.mp4 is no video that ffmpeg can read \(.+\)/],
    ['a text named as one', 'text.txt', /text\.txt is no video that ffmpeg can read \(nothing in it looks like one\)/],
    ['an empty file', 'empty.mp4', /empty\.mp4 is no video that ffmpeg can read/],
    ['a playlist that names another file', 'list.m3u8', /list\.m3u8 is no video that ffmpeg can read/],
    [
      'an image of another kind',
      'scan.bmp',
      /scan\.bmp is no video .* Videos that are taken: mp4, .* Images: jpg, png,/,
    ],
    ['a stream of images', 'camera.mjpeg', /camera\.mjpeg is no video .* Videos that are taken: mp4, .* Images: jpg,/],
    ['sound alone', 'sound.m4a', /sound\.m4a has no pictures, only something else such as sound/],
    ['an empty folder', 'empty', /The folder .*empty is empty/],
    ['a folder without images', 'texts', /texts holds no image that can be read/],
  ])('%s', async (_, name, sentence) => {
    await writeFile(there('text.mp4'), 'hello');
    await writeFile(there('text.txt'), 'hello');
    await writeFile(there('empty.mp4'), '');
    await writeFile(there('scan.bmp'), ONE_RED_PIXEL);
    await film('-f', 'lavfi', '-i', 'testsrc=duration=0.2:size=64x64', '-f', 'mjpeg', there('camera.mjpeg'));
    await writeFile(there('list.m3u8'), `#EXTM3U\n#EXTINF:1\n${there('clip.mp4')}\n#EXT-X-ENDLIST\n`);
    await film('-f', 'lavfi', '-i', 'sine=duration=0.2', there('sound.m4a'));
    await mkdir(there('empty'), { recursive: true });
    await mkdir(there('texts'), { recursive: true });
    await writeFile(there('texts/a.txt'), 'hello');
    await expect(play(name)).rejects.toThrow(sentence);
  });
});
