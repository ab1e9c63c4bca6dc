import { readdir } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { MAX_PIXELS } from './limits.js';

export interface ImageOptions {
  /** The image is made to fit into this, in pixels, in its own shape; as it is if missing. */
  size?: { width: number; height: number };
  /** Of the JPEG, 1 to 100. */
  quality: number;
}

/** An image as a JPEG. */
export interface EncodedImage {
  jpeg: Buffer;
  width: number;
  height: number;
  channels: number;
}

/** The files of a folder as people sort them: `frame-2` before `frame-10`. Hidden files and folders are left out. */
export async function listImages(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .sort(new Intl.Collator('en', { numeric: true }).compare)
    .map((name) => path.join(folder, name));
}

/**
 * Makes a JPEG of an image in any format that sharp reads, upright, without the details that cameras put into a file.
 *
 * @throws Error if the file is no image, is damaged, or would have too many pixels
 */
export async function encodeImage(file: string, { size, quality }: ImageOptions): Promise<EncodedImage> {
  const upright = sharp(file, { limitInputPixels: MAX_PIXELS, failOn: 'error' }).autoOrient();
  const sized = size ? upright.resize({ ...size, fit: 'inside' }) : upright;
  const { data, info } = await sized
    .flatten({ background: 'white' })
    .toColourspace('srgb')
    .jpeg({ quality })
    .toBuffer({ resolveWithObject: true });
  return { jpeg: data, width: info.width, height: info.height, channels: info.channels };
}
