import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { JpegSplitter } from '../jpeg-splitter.js';

const LIMIT = 1_000_000;
let images: Buffer[];

/** An image with another, complete JPEG inside one of its segments, as cameras keep a thumbnail. */
function withThumbnail(jpeg: Buffer, thumbnail: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(thumbnail.length + 2);
  return Buffer.concat([jpeg.subarray(0, 2), Buffer.from([0xff, 0xe1]), length, thumbnail, jpeg.subarray(2)]);
}

function split(stream: Buffer, pieceSize: number): Buffer[] {
  const splitter = new JpegSplitter(LIMIT);
  const found: Buffer[] = [];
  for (let at = 0; at < stream.length; at += pieceSize)
    found.push(...splitter.push(stream.subarray(at, at + pieceSize)));
  expect(splitter.unfinished).toBe(0);
  return found;
}

beforeAll(async () => {
  const noise = (width: number) =>
    sharp({
      create: {
        width,
        height: 48,
        channels: 3,
        background: 'black',
        noise: { type: 'gaussian', mean: 128, sigma: 60 },
      },
    });
  const small = await noise(16).jpeg().toBuffer();
  images = [
    await noise(64).jpeg({ quality: 95 }).toBuffer(),
    await noise(48).jpeg({ progressive: true, quality: 90 }).toBuffer(),
    withThumbnail(await noise(40).jpeg().toBuffer(), small),
  ];
});

describe('JpegSplitter', () => {
  it.each([1, 2, 3, 7, 1000, LIMIT])('gives every image whole when the stream comes in pieces of %d bytes', (size) => {
    const found = split(Buffer.concat(images), size);
    expect(found.map((image) => image.length)).toEqual(images.map((image) => image.length));
    expect(Buffer.concat(found).equals(Buffer.concat(images))).toBe(true);
  });

  it('keeps an image whose end has not come', () => {
    const splitter = new JpegSplitter(LIMIT);
    const [first = Buffer.alloc(0)] = images;
    expect(splitter.push(first.subarray(0, -1))).toEqual([]);
    expect(splitter.unfinished).toBe(first.length - 1);
    expect(splitter.push(first.subarray(-1))).toHaveLength(1);
  });

  it('refuses what is no JPEG, and an image that never ends', () => {
    expect(() => new JpegSplitter(LIMIT).push(Buffer.from('hello'))).toThrow('no JPEG');
    const endless = Buffer.concat([images[0]?.subarray(0, -2) ?? Buffer.alloc(0), Buffer.alloc(200)]);
    expect(() => new JpegSplitter(100).push(endless)).toThrow('more than 100 bytes');
  });
});
