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

/** Endings of images that are read. */
export const IMAGE_FORMATS = 'jpg, png, webp, avif, tif, svg';
const IMAGE_NAME = /\.(jpe?g|png|webp|avif|tiff?|svg)$/i;

/** Whether a file's name is an image's. */
export function isImageName(name: string): boolean {
  return IMAGE_NAME.test(name);
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

/** What is in a folder of images, before they are sent. */
export interface ImageFolder {
  /** In the order in which people sort them. */
  images: string[];
  /** Why files are left out, a sentence each. */
  leftOut: string[];
  /** Whether all of the images were decoded, so that their number is right. */
  isChecked: boolean;
}

/** More images are not looked at beforehand: sending them would have to wait for too long. */
const MOST_CHECKED = 500;
/** So many names are enough to recognise the others. */
const NAMED = 5;
/** How many are decoded at a time. */
const CHECKED_AT_ONCE = 4;

/** Looks which files of a folder are images that can be read. */
export async function openImageFolder(folder: string): Promise<ImageFolder> {
  const files = await listImages(folder);
  const named = files.filter(isImageName);
  const others = files.filter((file) => !isImageName(file)).map((file) => path.basename(file));
  const leftOut = others.length === 0 ? [] : [`Left out, as only ${IMAGE_FORMATS} are taken: ${someOf(others)}.`];
  if (named.length > MOST_CHECKED) return { images: named, leftOut, isChecked: false };
  const faults = new Map<string, string>();
  const waiting = [...named];
  const check = async () => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      const fault = await faultOf(file);
      if (fault !== undefined) faults.set(file, fault);
    }
  };
  await Promise.all(Array.from({ length: CHECKED_AT_ONCE }, check));
  const images = named.filter((file) => !faults.has(file));
  const broken = named.flatMap((file) => (faults.has(file) ? whyLeftOut(file, faults.get(file) ?? '') : []));
  return { images, leftOut: [...leftOut, ...broken], isChecked: true };
}

/** @param why sharp's words */
export function whyLeftOut(file: string, why: string): string {
  return `${file} is left out: it is no image that can be read (${why.split('\n', 1)[0]}).`;
}

/** Decodes an image as small as that is possible; undefined where it is sound. */
async function faultOf(file: string): Promise<string | undefined> {
  const image = sharp(file, { limitInputPixels: MAX_PIXELS, failOn: 'error' }).resize(8);
  return image
    .raw()
    .toBuffer()
    .then(
      () => undefined,
      (error: Error) => error.message,
    );
}

function someOf(names: readonly string[]): string {
  const rest = names.length - NAMED;
  return `${names.slice(0, NAMED).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
